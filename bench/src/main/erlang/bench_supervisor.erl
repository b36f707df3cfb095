%% The supervisors of the benchmarks: one for any number of temporary children, one that restarts a single child for ever.
-module(bench_supervisor).
-behaviour(supervisor).
-export([start_dynamic/0, start_restarting/1, stop/1, init/1]).

start_dynamic() -> supervisor:start_link(?MODULE, dynamic).

start_restarting(Owner) -> supervisor:start_link(?MODULE, {restarting, Owner}).

stop(Sup) ->
    unlink(Sup),
    Ref = monitor(process, Sup),
    exit(Sup, shutdown),
    receive {'DOWN', Ref, process, Sup, _} -> ok end.

init(dynamic) ->
    {ok, {#{strategy => simple_one_for_one},
          [#{id => child, start => {bench_server, start_link, [none]}, restart => temporary, shutdown => 5000}]}};
init({restarting, Owner}) ->
    {ok, {#{strategy => one_for_one, intensity => 1000000000, period => 1},
          [#{id => child, start => {bench_server, start_link, [Owner]}}]}}.
