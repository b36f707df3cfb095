-- find, gsub, gmatch, format, byte, char, rep, upper, reverse on short texts.
return function(n)
  local sum = 0
  local words = { "alpha", "beta", "gamma", "delta", "epsilon" }
  for i = 1, n do
    local word = words[i % 5 + 1]
    local line = string.format("%s=%d; %s", word, i, string.upper(word))
    local key, value = string.match(line, "^(%a+)=(%d+);")
    sum = sum + #key + tonumber(value) % 7
    local replaced, count = string.gsub(line, "[aeiou]", "*")
    sum = sum + count + #replaced
    if string.find(line, "GAMMA", 1, true) then sum = sum + 1 end
    for piece in string.gmatch(line, "%w+") do sum = sum + string.byte(piece) end
    sum = sum + #string.rep(word, 3) + string.byte(string.reverse(word)) + #string.sub(line, 2, -2)
  end
  return string.format("%d", sum)
end
