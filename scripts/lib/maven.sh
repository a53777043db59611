# shellcheck shell=sh disable=SC2154 # root, java_home: set before
# Runs Maven: into a log file, with a clock on the terminal, and up to three times when a download broke off. Sourced.

maven_pid=

# patient_mvn ARGS…: a silent server counts as failed after a minute, not after Maven's half hour. (wagon: up to 3.8; aether: later.)
patient_mvn() {
    cd "$root" && JAVA_HOME=$java_home MAVEN_OPTS="${MAVEN_OPTS:-} -XX:TieredStopAtLevel=1" exec mvn -B -Dstyle.color=never \
        -Dmaven.wagon.rto=60000 -Dmaven.wagon.http.retryHandler.count=3 \
        -Daether.connector.requestTimeout=60000 -Daether.connector.http.retryHandler.count=3 "$@" 2>&1 </dev/null
}

# retrying LOG COMMAND…: the command, again while its log says that a download failed; three times at most.
retrying() {
    maven_log=$1
    shift
    for try in 1 2 3; do
        "$@"
        code=$?
        if [ "$code" -eq 0 ] || ! maven_lacked_network "$maven_log"; then break; fi
        if [ "$try" -lt 3 ]; then say "a download failed; trying again ($((try + 1)) of 3)"; fi
    done
    return "$code"
}

maven_lacked_network() { grep -q -E '^\[ERROR\].*(Could not transfer|Could not resolve|could not be resolved)' "$1"; }

# maven LOG ARGS…: java_home names the JDK. Answers Maven's exit code.
maven() { retrying "$1" maven_once "$@"; }

maven_once() {
    maven_log=$1
    shift
    (patient_mvn "$@") >"$maven_log" &
    maven_pid=$!
    maven_begun=$(now)
    if [ -t 2 ]; then
        while kill -0 "$maven_pid" 2>/dev/null; do
            printf '\r    %s ' "$(elapsed $(($(now) - maven_begun)))" >&2
            sleep 1
        done
        printf '\r                    \r' >&2
    fi
    wait "$maven_pid"
}

stop_maven() { if [ -n "$maven_pid" ]; then kill "$maven_pid" 2>/dev/null; fi; }
