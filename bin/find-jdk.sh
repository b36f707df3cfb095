# Sourced by the commands at the root: exports JAVA_HOME as a JDK 25 or newer and sets jdk_release to its version, or
# says what to do and exits.
# JAVA_HOME wins, then the java on the PATH, then the newest JDK in the usual folders. Starts no other program.

# Sets jdk_release to the version the JDK at $1 states of itself, such as 25.0.3, or to nothing if no JDK is there.
read_jdk_release() {
    local line
    jdk_release=""
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    while read -r line; do
        case $line in JAVA_VERSION=*)
            line=${line#JAVA_VERSION=}
            line=${line//\"/}
            jdk_release=${line%%[!0-9.]*} # 26-ea is a 26
        esac
    done <"$1/release"
}

# Sets jdk_rank to a number that grows with the version in jdk_release; 25 is 25000000.
rank_jdk_release() {
    local IFS=. parts
    parts=($jdk_release)
    jdk_rank=$((10#${parts[0]:-0} * 1000000 + 10#${parts[1]:-0} * 1000 + 10#${parts[2]:-0}))
}

try_jdk() { # makes the JDK at $1 the best so far, if it is newer than that one
    read_jdk_release "$1"
    rank_jdk_release
    if [ "$jdk_rank" -gt "$best_rank" ]; then
        best=$1
        best_rank=$jdk_rank
    fi
}

find_jdk() {
    local home java jdk_rank best="" best_rank=24999999
    if [ -n "${JAVA_HOME:-}" ]; then try_jdk "${JAVA_HOME%/}"; fi
    if [ -z "$best" ] && java=$(type -P java); then
        # A JDK's java is a link or two away from the one on the PATH; a shim of a version manager leads nowhere.
        while [ -L "$java" ]; do
            home=$(readlink "$java")
            case $home in /*) java=$home ;; *) java=${java%/*}/$home ;; esac
        done
        try_jdk "${java%/bin/java}"
    fi
    if [ -z "$best" ]; then
        for home in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/openjdk-* /opt/java/* /opt/jdk* /opt/*jdk* \
            "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.local/share/mise/installs/java/* \
            "${HOME:-}"/.asdf/installs/java/* "${HOME:-}"/.gradle/jdks/* \
            /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
            /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
            try_jdk "$home"
        done
    fi
    if [ -z "$best" ]; then
        cat >&2 <<-MESSAGE
			moirai: no JDK 25 or newer was found (looked at JAVA_HOME, at the java on the PATH and in the usual folders).
			Install one, for example Temurin 25 from https://adoptium.net/temurin/releases/?version=25,
			or set JAVA_HOME to the folder of one (the folder that has bin/javac in it), and run this again.
		MESSAGE
        if [ -n "${JAVA_HOME:-}" ]; then
            read_jdk_release "${JAVA_HOME%/}"
            if [ -n "$jdk_release" ]; then jdk_release="a JDK $jdk_release"; else jdk_release="where no complete JDK is"; fi
            echo "JAVA_HOME is now $JAVA_HOME, $jdk_release." >&2
        fi
        exit 1
    fi
    read_jdk_release "$best"
    export JAVA_HOME=$best
}

find_jdk
