%% Round-trip times as a histogram; the same as Latencies.java, where the figures are explained.
-module(bench_histogram).
-export([new/0, add/2, count/1, figures/1]).

-define(PARTS, 32).
-define(BUCKETS, (64 * ?PARTS)).

%% {Counts, Max}: a counter for each bucket, and the greatest value.
new() -> {counters:new(?BUCKETS, []), counters:new(1, [])}.

add({Counts, Max}, Nanos) ->
    counters:add(Counts, bucket(Nanos) + 1, 1),
    case Nanos > counters:get(Max, 1) of
        true -> counters:put(Max, 1, Nanos);
        false -> ok
    end.

bucket(Nanos) -> bucket(Nanos, 0).

bucket(Nanos, Shift) when Nanos bsr Shift < 2 * ?PARTS -> Shift * ?PARTS + (Nanos bsr Shift);
bucket(Nanos, Shift) -> bucket(Nanos, Shift + 1).

value(Bucket) when Bucket < 2 * ?PARTS -> float(Bucket);
value(Bucket) -> (Bucket rem ?PARTS + ?PARTS + 0.5) * (1 bsl (Bucket div ?PARTS - 1)).

entries({Counts, _}) -> [{value(I - 1), C} || I <- lists:seq(1, ?BUCKETS), (C = counters:get(Counts, I)) > 0].

count({Counts, _}) -> lists:sum([counters:get(Counts, I) || I <- lists:seq(1, ?BUCKETS)]).

figures({_, MaxCounter} = Histogram) ->
    Max = counters:get(MaxCounter, 1),
    Entries = entries(Histogram),
    ByTime = [{V, V * C} || {V, C} <- Entries],
    [{p50, at(Entries, 0.5, Max)}, {p99, at(Entries, 0.99, Max)}, {stall, at(ByTime, 0.99, Max)}, {max, Max / 1000}].

at(Entries, Share, Max) ->
    find(Entries, Share * lists:sum([W || {_, W} <- Entries]), Max).

find([{V, W} | Rest], Left, Max) ->
    case Left =< W of
        true -> min(V, Max) / 1000;
        false -> find(Rest, Left - W, Max)
    end;
find([], _, Max) -> Max / 1000.
