# Sourced by the commands at the root: exports JAVA_HOME as a JDK 25 or newer, or says what to do and exits.
# Looks at JAVA_HOME, then the java on the PATH, then the usual folders; the newest of the latter wins.

jdk_feature() { # prints the feature version of the JDK at $1, or nothing if there is no complete JDK
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release"
}

find_jdk() {
    local minimum=25 home feature best="" best_feature=0 java
    if [ -n "${JAVA_HOME:-}" ]; then
        feature=$(jdk_feature "$JAVA_HOME")
        if [ "${feature:-0}" -ge $minimum ]; then return 0; fi
    fi
    if java=$(command -v java 2>/dev/null); then
        java=$(readlink -f "$java" 2>/dev/null || echo "$java")
        home=${java%/bin/java}
        feature=$(jdk_feature "$home")
        if [ "${feature:-0}" -ge $minimum ]; then JAVA_HOME=$home; export JAVA_HOME; return 0; fi
    fi
    for home in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
        "$HOME"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        feature=$(jdk_feature "$home")
        if [ "${feature:-0}" -ge $minimum ] && [ "$feature" -gt "$best_feature" ]; then
            best=$home
            best_feature=$feature
        fi
    done
    if [ -n "$best" ]; then JAVA_HOME=$best; export JAVA_HOME; return 0; fi
    {
        echo "moirai: no JDK 25 or newer found (looked at JAVA_HOME, the java on the PATH and the usual folders)."
        echo "Install one, for example Temurin 25 from https://adoptium.net, or set JAVA_HOME to its folder and run this again."
    } >&2
    exit 1
}

find_jdk
