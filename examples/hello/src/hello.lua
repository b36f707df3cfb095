local function main(name)
    local greeting = "Hello, " .. (name or "world") .. "!"
    print(greeting)
    return greeting
end

return { main = main }
