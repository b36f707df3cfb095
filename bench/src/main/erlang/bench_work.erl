%% The work of the process benchmarks, as an Erlang programmer would write it. What each must do is said in ProcessBenchmarks.java.
%% A work takes its size and returns {Check, Operations, Nanoseconds, Figures}.
-module(bench_work).
-export([find/1]).

-define(RING, 503).
-define(HOGS, 8).
-define(RESTARTS, 100).

find("spawn-exit") -> fun spawn_exit/1;
find("spawn-ask-join") -> fun spawn_ask_join/1;
find("mass-spawn") -> fun mass_spawn/1;
find("idle-memory") -> fun idle_memory/1;
find("ping-pong-1") -> fun(Size) -> ping_pong(1, Size) end;
find("ping-pong-64") -> fun(Size) -> ping_pong(64, Size) end;
find("fan-in-1") -> fun(Size) -> fan_in(1, Size) end;
find("fan-in-100") -> fun(Size) -> fan_in(100, Size) end;
find("ring") -> fun ring/1;
find("skynet") -> fun skynet/1;
find("call-1") -> fun(Size) -> call(1, Size) end;
find("call-64") -> fun(Size) -> call(64, Size) end;
find("link-cascade") -> fun link_cascade/1;
find("link-chain") -> fun link_chain/1;
find("monitor-fan-in") -> fun monitor_fan_in/1;
find("start-child") -> fun start_child/1;
find("stop-children") -> fun stop_children/1;
find("restart") -> fun restart/1;
find("timer-start") -> fun timer_start/1;
find("timer-due") -> fun timer_due/1;
find("timer-late") -> fun timer_late/1;
find("latency-quiet") -> fun(Millis) -> latency(Millis, fun quiet/0) end;
find("latency-hogs") -> fun(Millis) -> latency(Millis, fun hogs/0) end;
find("latency-gc") -> fun(Millis) -> latency(Millis, fun garbage/0) end;
find("latency-crashes") -> fun(Millis) -> latency(Millis, fun crashes/0) end;
find("spread") -> fun spread/1;
find(_) -> none.

now_ns() -> erlang:monotonic_time(nanosecond).

since(Start, Check, Operations) -> {Check, Operations, now_ns() - Start, []}.

%% --- birth and death ---

spawn_exit(N) ->
    Ended = counters:new(1, []),
    Start = now_ns(),
    spawn_many(N, fun() -> counters:add(Ended, 1, 1) end),
    await_count(Ended, N),
    since(Start, counters:get(Ended, 1), N).

spawn_many(0, _) -> ok;
spawn_many(N, Fun) -> spawn(Fun), spawn_many(N - 1, Fun).

await_count(Counter, N) ->
    case counters:get(Counter, 1) of
        N -> ok;
        _ -> erlang:yield(), await_count(Counter, N)
    end.

spawn_ask_join(N) ->
    Start = now_ns(),
    since(Start, spawn_ask_join(N, 0), N).

spawn_ask_join(0, Sum) -> Sum;
spawn_ask_join(N, Sum) ->
    {Pid, Ref} = spawn_monitor(fun() -> receive {ask, From, X} -> From ! {reply, self(), X + 1} end end),
    Pid ! {ask, self(), N},
    Reply = receive {reply, Pid, X} -> X end,
    receive {'DOWN', Ref, process, Pid, normal} -> ok end,
    spawn_ask_join(N - 1, Sum + Reply).

mass_spawn(N) ->
    Ended = counters:new(1, []),
    Start = now_ns(),
    Pids = [spawn(fun() -> receive stop -> counters:add(Ended, 1, 1) end end) || _ <- lists:seq(1, N)],
    Took = now_ns() - Start,
    [Pid ! stop || Pid <- Pids],
    await_count(Ended, N),
    {N, N, Took, []}.

idle_memory(N) ->
    Ended = counters:new(1, []),
    garbage_collect(),
    Before = erlang:memory(total),
    Start = now_ns(),
    Pids = [spawn(fun() -> receive stop -> counters:add(Ended, 1, 1) end end) || _ <- lists:seq(1, N)],
    Took = now_ns() - Start,
    garbage_collect(),
    ListOfPids = N * 2 * erlang:system_info(wordsize),
    Bytes = (erlang:memory(total) - Before - ListOfPids) / N,
    [Pid ! stop || Pid <- Pids],
    await_count(Ended, N),
    {N, N, Took, [{bytes, Bytes}]}.

skynet(Leaves) ->
    Self = self(),
    Start = now_ns(),
    spawn(fun() -> skynet(Self, 0, Leaves) end),
    receive {sum, Sum} -> since(Start, Sum, Leaves) end.

skynet(Parent, Number, 1) -> Parent ! {sum, Number};
skynet(Parent, Number, Leaves) ->
    Self = self(),
    Part = Leaves div 10,
    [spawn(fun() -> skynet(Self, Number + I * Part, Part) end) || I <- lists:seq(0, 9)],
    Parent ! {sum, lists:sum([receive {sum, X} -> X end || _ <- lists:seq(1, 10)])}.

%% --- messages ---

%% Runs each fun in a process, starts the clock, sends all go, and collects what each returns.
together(Funs) ->
    Self = self(),
    Pids = [spawn_link(fun() -> receive go -> Self ! {result, Fun()} end end) || Fun <- Funs],
    Start = now_ns(),
    [Pid ! go || Pid <- Pids],
    Sum = lists:sum([receive {result, X} -> X end || _ <- Pids]),
    {Start, Sum}.

ping_pong(Pairs, N) ->
    Each = N div Pairs,
    Pongs = [spawn_link(fun pong/0) || _ <- lists:seq(1, Pairs)],
    {Start, Sum} = together([fun() -> ping(Pong, Each, 0) end || Pong <- Pongs]),
    Result = since(Start, Sum, N),
    [begin unlink(Pong), exit(Pong, kill) end || Pong <- Pongs],
    Result.

ping(_, 0, Count) -> Count;
ping(Pong, N, Count) ->
    Pong ! {ping, self(), N},
    receive {pong, N} -> ping(Pong, N - 1, Count + 1) end.

pong() ->
    receive {ping, From, N} -> From ! {pong, N}, pong() end.

fan_in(Senders, N) ->
    Each = N div Senders,
    Self = self(),
    Total = Each * Senders,
    Receiver = spawn_opt(fun() -> Self ! {received, receive_sum(Total, 0)} end, [link, {message_queue_data, off_heap}]),
    Pids = [spawn_link(fun() -> receive go -> send_all(Receiver, Each) end end) || _ <- lists:seq(1, Senders)],
    Start = now_ns(),
    [Pid ! go || Pid <- Pids],
    receive {received, Sum} -> since(Start, Sum, Total) end.

send_all(_, 0) -> ok;
send_all(To, N) -> To ! {add, N}, send_all(To, N - 1).

receive_sum(0, Sum) -> Sum;
receive_sum(N, Sum) -> receive {add, X} -> receive_sum(N - 1, Sum + X) end.

ring(Hops) ->
    Self = self(),
    First = spawn_link(fun() -> receive {next, Next} -> hop(1, Next, Self) end end),
    Last = lists:foldl(fun(Id, Next) -> spawn_link(fun() -> hop(Id, Next, Self) end) end, First, lists:seq(?RING, 2, -1)),
    First ! {next, Last},
    Start = now_ns(),
    First ! {token, Hops},
    receive
        {done, Id} ->
            Result = since(Start, Id, Hops),
            unlink(First),
            exit(First, shutdown),
            Result
    end.

hop(Id, Next, Main) ->
    receive
        {token, 0} -> Main ! {done, Id}, hop(Id, Next, Main);
        {token, N} -> Next ! {token, N - 1}, hop(Id, Next, Main)
    end.

call(Pairs, N) ->
    Each = N div Pairs,
    Servers = list_to_tuple([begin {ok, Pid} = gen_server:start_link(bench_server, none, []), Pid end || _ <- lists:seq(1, Pairs)]),
    Clients = [fun() -> call_round(Servers, I, Each, 0) end || I <- lists:seq(1, Pairs)],
    {Start, Sum} = together(Clients),
    Result = since(Start, Sum, N),
    [gen_server:stop(Server) || Server <- tuple_to_list(Servers)],
    Result.

call_round(_, _, 0, Sum) -> Sum;
call_round(Servers, I, N, Sum) ->
    Reply = gen_server:call(element(I rem tuple_size(Servers) + 1, Servers), {add, N}),
    call_round(Servers, I + 1, N - 1, Sum + Reply).

%% --- links, monitors, supervisors ---

%% Nobody in a link cascade survives to tell of it: wait until as many processes are left as there were before.
await_process_count(Base) ->
    case erlang:system_info(process_count) =< Base of
        true -> ok;
        false -> timer:sleep(1), await_process_count(Base)
    end.

link_cascade(N) ->
    Base = erlang:system_info(process_count),
    Self = self(),
    Hub = spawn(fun() ->
        [spawn_link(fun() -> receive never -> ok end end) || _ <- lists:seq(1, N - 1)],
        Self ! built,
        receive die -> exit(boom) end
    end),
    receive built -> ok end,
    Alive = erlang:system_info(process_count) - Base,
    Start = now_ns(),
    Hub ! die,
    await_process_count(Base),
    since(Start, Alive, N).

link_chain(N) ->
    Start = now_ns(),
    {Pid, Ref} = spawn_monitor(fun() -> chain(1, N) end),
    receive {'DOWN', Ref, process, Pid, {boom, Depth}} -> since(Start, Depth, N) end.

chain(Length, Length) -> exit({boom, Length});
chain(Depth, Length) ->
    spawn_link(fun() -> chain(Depth + 1, Length) end),
    receive never -> ok end.

monitor_fan_in(N) ->
    Pids = [spawn_monitor(fun() -> receive stop -> exit(boom) end end) || _ <- lists:seq(1, N)],
    Start = now_ns(),
    [Pid ! stop || {Pid, _} <- Pids],
    since(Start, collect_downs(N, 0), N).

collect_downs(0, Count) -> Count;
collect_downs(N, Count) -> receive {'DOWN', _, process, _, boom} -> collect_downs(N - 1, Count + 1) end.

start_child(N) ->
    {ok, Sup} = bench_supervisor:start_dynamic(),
    Start = now_ns(),
    [{ok, _} = supervisor:start_child(Sup, []) || _ <- lists:seq(1, N)],
    Took = now_ns() - Start,
    Active = proplists:get_value(active, supervisor:count_children(Sup)),
    bench_supervisor:stop(Sup),
    {Active, N, Took, []}.

stop_children(N) ->
    {ok, Sup} = bench_supervisor:start_dynamic(),
    [{ok, _} = supervisor:start_child(Sup, []) || _ <- lists:seq(1, N)],
    Active = proplists:get_value(active, supervisor:count_children(Sup)),
    Start = now_ns(),
    bench_supervisor:stop(Sup),
    since(Start, Active, N).

%% A supervisor goes through all its recent restarts at each new one, so no supervisor is given many.
restart(N) ->
    Sups = [begin {ok, Sup} = bench_supervisor:start_restarting(self()), Sup end || _ <- lists:seq(1, N div ?RESTARTS)],
    Children = [receive {up, Pid} -> Pid end || _ <- Sups],
    Start = now_ns(),
    Count = lists:sum([crash(Child, ?RESTARTS, 0) || Child <- Children]),
    Result = since(Start, Count, N),
    lists:foreach(fun bench_supervisor:stop/1, Sups),
    Result.

crash(_, 0, Count) -> Count;
crash(Child, N, Count) ->
    gen_server:cast(Child, crash),
    receive {up, Restarted} -> crash(Restarted, N - 1, Count + 1) end.

%% --- time ---

timer_start(N) ->
    Start = now_ns(),
    Timers = [erlang:send_after(3600000, self(), late) || _ <- lists:seq(1, N)],
    Took = now_ns() - Start,
    Cancelled = length([T || T <- Timers, is_integer(erlang:cancel_timer(T))]),
    {Cancelled, N, Took, []}.

timer_due(N) ->
    Due = erlang:monotonic_time(millisecond) + 300 + N div 200,
    [erlang:send_after(Due, self(), due, [{abs, true}]) || _ <- lists:seq(1, N)],
    true = erlang:monotonic_time(millisecond) < Due,
    Count = collect_due(N, 0),
    since(erlang:convert_time_unit(Due, millisecond, nanosecond), Count, N).

collect_due(0, Count) -> Count;
collect_due(N, Count) -> receive due -> collect_due(N - 1, Count + 1) end.

timer_late(N) ->
    Start = now_ns(),
    Base = erlang:monotonic_time(millisecond),
    [erlang:start_timer(Base + 5 + I rem 97, self(), due, [{abs, true}]) || I <- lists:seq(1, N)],
    Delays = [Base + 5 + I rem 97 || I <- lists:seq(1, N)],
    Late = [receive {timeout, _, due} -> now_ns() - Due * 1000000 end || Due <- lists:sort(Delays)],
    {length(Late), N, now_ns() - Start, [{late, lists:max(Late) / 1.0e6}]}.

%% --- latency beside trouble ---

%% Round trips of a pair for so many milliseconds; one under way at the end counts with all the time it takes.
latency(Millis, Trouble) ->
    End = Trouble(),
    Pong = spawn_link(fun pong/0),
    Self = self(),
    Start = now_ns(),
    spawn_link(fun() ->
        Times = bench_histogram:new(),
        bench_histogram:add(Times, now_ns() - Start), % until it may begin: that counts as a round trip too
        time_pings(Pong, Times, Start + Millis * 1000000),
        Self ! {times, Times}
    end),
    Times = receive {times, Ts} -> Ts end,
    Took = now_ns() - Start,
    unlink(Pong),
    exit(Pong, kill),
    End(),
    {answered, bench_histogram:count(Times), Took, bench_histogram:figures(Times)}.

time_pings(Pong, Times, End) ->
    Start = now_ns(),
    1 = ping(Pong, 1, 0),
    Now = now_ns(),
    bench_histogram:add(Times, Now - Start),
    case Now > End of
        true -> ok;
        false -> time_pings(Pong, Times, End)
    end.

kill_all(Pids) ->
    [begin unlink(Pid), Ref = monitor(process, Pid), exit(Pid, kill), receive {'DOWN', Ref, _, _, _} -> ok end end || Pid <- Pids],
    ok.

quiet() -> fun() -> ok end.

hogs() ->
    Hogs = [spawn(fun() -> spin(0) end) || _ <- lists:seq(1, ?HOGS)],
    fun() -> kill_all(Hogs) end.

garbage() ->
    Idle = [spawn(fun() -> receive stop -> ok end end) || _ <- lists:seq(1, 1000000)],
    Maker = spawn(fun() -> make_garbage(queue:new(), 0) end),
    fun() ->
        kill_all([Maker]),
        [Pid ! stop || Pid <- Idle],
        kill_all([lists:last(Idle)])
    end.

make_garbage(Recent, 10000) ->
    make_garbage(queue:drop(Recent), 9999);
make_garbage(Recent, Count) ->
    make_garbage(queue:in(lists:seq(1, 64), Recent), Count + 1).

%% A child that crashes as soon as it is started: under a supervisor's limit only a new supervisor can go on.
crashes() ->
    Storm = spawn(fun crash_on/0),
    fun() -> kill_all([Storm]) end.

crash_on() ->
    {ok, Sup} = bench_supervisor:start_restarting(self()),
    receive {up, Pid} -> crash(Pid, ?RESTARTS, 0) end,
    bench_supervisor:stop(Sup),
    crash_on().

spread(N) ->
    Pids = [spawn(fun adder/0) || _ <- lists:seq(1, N)],
    Self = self(),
    Start = now_ns(),
    spawn_link(fun() -> Self ! {sum, ask_each(Pids, 1, 0)} end),
    Sum = receive {sum, S} -> S end,
    Result = since(Start, Sum, N),
    [Pid ! stop || Pid <- Pids],
    Result.

adder() ->
    receive
        {ask, From, N} -> From ! {reply, N + 1}, adder();
        stop -> ok
    end.

ask_each([], _, Sum) -> Sum;
ask_each([Pid | Pids], N, Sum) ->
    Pid ! {ask, self(), N},
    receive {reply, X} -> ask_each(Pids, N + 1, Sum + X) end.

spin(N) -> spin(N + 1).
