%% A server that adds; as a supervised child it tells its owner that it is up, and crashes when told to.
-module(bench_server).
-behaviour(gen_server).
-export([start_link/1, init/1, handle_call/3, handle_cast/2]).

start_link(Owner) -> gen_server:start_link(?MODULE, Owner, []).

init(none) -> {ok, none};
init(Owner) -> Owner ! {up, self()}, {ok, Owner}.

handle_call({add, N}, _From, State) -> {reply, N + 1, State}.

handle_cast(crash, _State) -> exit(boom).
