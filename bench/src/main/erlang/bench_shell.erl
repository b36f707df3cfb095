%% Answers the harness's commands on standard input until it ends; the protocol is in ContenderProcess.java.
-module(bench_shell).
-export([main/0]).

main() ->
    logger:set_primary_config(level, none),
    Release = erlang:system_info(otp_release),
    Version = erlang:system_info(version),
    io:format("@ ready OTP ~s (erts ~s, ~s)~n", [Release, Version, erlang:system_info(emu_flavor)]),
    loop().

loop() ->
    case io:get_line("") of
        eof -> halt(0);
        Line ->
            answer(string:lexemes(Line, " \n")),
            loop()
    end.

answer(["run", Name, Size, Millis]) ->
    case bench_work:find(Name) of
        none ->
            io:format("@ none~n");
        Work ->
            Until = erlang:monotonic_time(millisecond) + list_to_integer(Millis),
            case repeat(Work, list_to_integer(Size), Until) of
                ok -> io:format("@ end~n");
                {error, Reason} -> io:format("@ error ~0p~n", [Reason])
            end
    end;
answer(Words) ->
    io:format("@ error expected: run WORK SIZE MILLIS, got: ~0p~n", [Words]).

%% Each repetition has a process of its own, so that one's garbage is not the next one's burden.
repeat(Work, Size, Until) ->
    {Pid, Ref} = spawn_monitor(fun() -> exit({result, Work(Size)}) end),
    receive
        {'DOWN', Ref, process, Pid, {result, {Check, Operations, Nanos, Figures}}} ->
            io:format("@ rep ~w ~w ~w~s~n", [Check, Operations, Nanos, [io_lib:format(" ~s=~w", [K, V]) || {K, V} <- Figures]]),
            case erlang:monotonic_time(millisecond) < Until of
                true -> repeat(Work, Size, Until);
                false -> ok
            end;
        {'DOWN', Ref, process, Pid, Reason} ->
            {error, Reason}
    end.
