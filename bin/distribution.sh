# Sourced by ./moirai, which sets `root`: keeps what it runs, a distribution, in target/distributions/.
#
#   current             the name of the newest good distribution; replaced in one step, so never half written
#   NAME/lib/*.jar      our modules and the libraries they use; never changed once built, because a running Moirai goes
#                       on reading them while a later start builds the next distribution
#   NAME/built-from     its time: sources newer than this make the distribution out of date
#   NAME/jdk-*.aot      its classes, loaded and linked by that JDK, for a fast start; a JDK refuses what does not fit
#   lock                held by who is building

distributions=$root/target/distributions
kept=3 # how many distributions stay: the new one, and older ones that may still be running

say() { echo "moirai: $*" >&2; }

# Sets `distribution` to the folder to run, made first where it is missing or out of date.
find_distribution() {
    if is_up_to_date && is_prepared; then return; fi
    trap interrupted INT
    lock
    is_up_to_date || build # perhaps another start has built it while we waited for the lock
    is_prepared || prepare_fast_start
    exec 9>&-
    trap - INT
}

unfinished="" # what is half made just now

interrupted() {
    rm -rf "$unfinished"
    say "interrupted; the next start does what is left"
    exit 130
}

# Sets `java` to the command line that starts what is in the distribution.
java_command() {
    java=("$JAVA_HOME/bin/java" -XX:+UseCompactObjectHeaders ${MOIRAI_JAVA_OPTIONS:--XX:+UseSerialGC})
    if [ -s "$archive" ]; then java+=("-XX:AOTCache=$archive" -Xlog:aot=off); fi
    if [ ! -t 2 ]; then java+=(-Dmoirai.colours=false); fi
    java+=(--enable-native-access=org.jline,dev.moirai.kernel --module-path "$distribution/lib" --module dev.moirai.cli/dev.moirai.cli.Main)
}

# Whether the current distribution is as new as the sources of the modules in it.
is_up_to_date() {
    local name jar module changed sources=("$root/pom.xml")
    [ -r "$distributions/current" ] && read -r name <"$distributions/current" || return 1
    distribution=$distributions/$name
    [ -d "$distribution/lib" ] || return 1
    for jar in "$distribution"/lib/moirai-*.jar; do
        module=${jar##*/moirai-}
        module=${module%%-[0-9]*}
        sources+=("$root/$module/pom.xml" "$root/$module/src/main")
    done
    changed=$(find "${sources[@]}" -newer "$distribution/built-from" -print -quit 2>/dev/null) && [ -z "$changed" ]
}

# Lets one build at a time into this tree; the lock is held by file descriptor 9 and ends with it.
lock() {
    if ! { mkdir -p "$distributions" && : >>"$distributions/lock"; } 2>/dev/null; then
        say "this tree is not built yet, or is older than its sources, and its folder cannot be written to: $root/target"
        say "Build it where it can be written (./moirai version is enough), or run a copy of it."
        exit 1
    fi
    exec 9>"$distributions/lock"
    if ! try_lock; then
        say "waiting for another build in this folder to end"
        try_lock wait
    fi
}

try_lock() {
    if command -v flock >/dev/null; then
        if [ "${1:-}" = wait ]; then flock 9; else flock -n 9; fi
    else # macOS has the same lock, but no command for it
        perl -MFcntl=:flock -e 'open my $f, ">&=", 9; exit !flock $f, LOCK_EX | (@ARGV ? 0 : LOCK_NB)' "$@"
    fi
}

build() {
    local log=$root/target/build.log built=$root/cli/target/distribution name
    if ! command -v mvn >/dev/null; then
        say "Maven 3.8 or newer is needed to build, and there is no mvn on the PATH."
        say "Install it (Debian, Ubuntu: apt install maven; Fedora: dnf install maven; macOS: brew install maven;"
        say "others: https://maven.apache.org/install.html) and run this again."
        exit 1
    fi
    say "building with JDK $jdk_release in $JAVA_HOME (the first build also fetches libraries)"
    name=$(date +%Y%m%d-%H%M%S)-$$
    distribution=$distributions/$name
    unfinished=$distribution
    mkdir -p "$distribution/lib"
    touch "$distribution/built-from"
    rm -rf "$built"
    if ! run_maven 2>&1 | tee "$log" | show_progress; then
        rm -rf "$distribution"
        say "the build failed; the whole log is in $log; its first errors are:"
        grep '^\[ERROR\] .' "$log" | head -n 5 >&2 || true
        exit 1
    fi
    cp "$built"/lib/*.jar "$built"/moirai-cli-*.jar "$distribution/lib/"
    echo "$name" >"$distributions/current.new"
    mv "$distributions/current.new" "$distributions/current"
    unfinished=""
    remove_old
}

run_maven() {
    cd "$root" && exec mvn -B -pl cli -am package -Ddistribution -Dmaven.test.skip=true 9>&-
}

# Turns Maven's log into one line for each module and, on a terminal, a growing count of the files fetched.
show_progress() {
    local line module fetched=0 clear=""
    if [ -t 2 ]; then clear=$'\r\033[K'; fi
    while IFS= read -r line; do
        case $line in
            *'Downloaded from '*)
                fetched=$((fetched + 1))
                if [ -n "$clear" ]; then printf '%s  %d files fetched' "$clear" "$fetched" >&2; fi
                ;;
            '[INFO] Building Moirai '[a-z]*'['*']')
                module=${line#'[INFO] Building Moirai '}
                printf '%s  [%s %s\n' "$clear" "${line##*\[}" "${module%% *}" >&2
                ;;
        esac
    done
    if [ $fetched -gt 0 ]; then printf '%s  %d files fetched\n' "$clear" "$fetched" >&2; fi
}

# Whether the fast start has been prepared for this JDK, or cannot be.
is_prepared() {
    archive=$distribution/jdk-$jdk_release.aot
    [ -e "$archive" ] || [ ! -w "$distribution" ]
}

# Runs the distribution once, so that the JDK can write down the loaded and linked classes for the next starts.
# An empty file says that this JDK cannot, and not to try again.
prepare_fast_start() {
    unfinished=$archive.new
    java_command
    "${java[0]}" "-XX:AOTCacheOutput=$archive.new" "${java[@]:1}" --help >"$root/target/fast-start.log" 2>&1 9>&- || true
    if [ -s "$archive.new" ]; then mv "$archive.new" "$archive"; else : >"$archive"; fi
}

# Removes all but the newest distributions; their names begin with the time they were built.
remove_old() {
    local folder folders=("$distributions"/*/)
    local excess=$((${#folders[@]} - kept))
    for folder in "${folders[@]}"; do
        if [ "$excess" -gt 0 ]; then rm -rf "$folder"; fi
        excess=$((excess - 1))
    done
}
