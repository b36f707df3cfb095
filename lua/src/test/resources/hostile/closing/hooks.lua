--$ HOOK: while true do end ¦ error("again") ¦ error(e) ¦ coroutine.yield(1) ¦ return hook() ¦ local y <close> = setmetatable({}, {__close = hook}) ¦ setmetatable({}, {__gc = hook}) collectgarbage() ¦ local s = "x" while true do s = s .. s end
--$ WAY: do local x <close> = setmetatable({}, {__close = hook}) end ¦ pcall(function() local x <close> = setmetatable({}, {__close = hook}) error("first") end) ¦ for _ in next, {1}, nil, setmetatable({}, {__close = hook}) do break end ¦ local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = hook}) coroutine.yield() end) coroutine.resume(co) print(coroutine.close(co)) ¦ setmetatable({}, {__gc = hook, __mode = "kv", __close = hook}) collectgarbage() collectgarbage("step") ¦ for i = 1, 1e6 do local x <close> = setmetatable({}, {__close = function() end}) end
local function hook(_, e)
  $HOOK
end
$WAY
