--$ OPEN: ( ¦ { ¦ - ¦ not ¦ a.. ¦ a^ ¦ f( ¦ a[ ¦ function() return ¦ {x= ¦ {[ ¦ #~ ¦ (a and ¦ f{
print(load("return " .. ("$OPEN "):rep($COUNT)))
print(load("return " .. ("$OPEN "):rep(150) .. "1"))
--$ COUNT: 1000 ¦ 30000
