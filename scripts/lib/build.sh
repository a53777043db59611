# shellcheck shell=sh disable=SC2154 # root, builds, dist: scripts/mc sets them
# Builds mc into a directory of its own and makes it the current one. Sourced by scripts/mc, only when a source changed.

. "$root/scripts/lib/common.sh"
. "$root/scripts/lib/lock.sh"
. "$root/scripts/lib/jvm.sh"
. "$root/scripts/lib/maven.sh"

log=$root/target/build.log
build_lock=$root/target/build.lock
keep=3 # builds, besides those in use

build() {
    case $root in *:*) fail 5 "Java cannot run from a path with a colon in it: $root" "Move the checkout." ;; esac
    mkdir -p "$builds" 2>/dev/null || fail 1 "Cannot write to $root/target, so mc cannot be built." "sudo chown -R \"\$(id -un)\" '$root'"
    "$root/scripts/setup" || exit
    take_build_lock
    trap 'unlock "$build_lock"' EXIT
    trap 'stop_maven; exit 130' INT
    trap 'stop_maven; exit 143' TERM HUP
    # Another process may have built while this one waited.
    if [ "${MC_BUILD:-}" = always ] || ! fresh; then build_now; fi
    unlock "$build_lock"
    trap - EXIT INT TERM HUP
}

take_build_lock() {
    waited=0
    until lock "$build_lock"; do
        if [ "$waited" -eq 0 ]; then say "another build is under way (process $(lock_holder "$build_lock")); waiting for it"; fi
        waited=$((waited + 1))
        if [ "$waited" -gt 900 ]; then fail 4 "The other build has not ended for 15 minutes." "See $log, and end it."; fi
        sleep 1
    done
}

build_now() {
    begun=$(now)
    stamp=$(date -u +%Y%m%d%H%M%S)-$$
    new=$builds/$stamp
    mkdir -p "$new/lib"
    : >"$new/begun" # older than whatever is saved while the build runs
    find_jdk || fail 6 "No JDK 17 or newer was found." "$root/scripts/setup"
    if [ -d "$root/cli/picocli/target" ]; then often='about 10 s'; else often='the first time, with its libraries, 1 to 3 minutes'; fi
    say "building ($often); the log is $log"
    rm -rf "$root/cli/target/lib" # what is no longer a dependency must not stay
    if ! maven "$log" package -Dmaven.test.skip=true "-Dbuild.stamp=$stamp"; then
        rm -rf "$new"
        build_failed
    fi
    cp "$root"/cli/target/mc-cli-*.jar "$root"/cli/target/lib/*.jar "$new/lib/" || fail 1 "Cannot copy the build to $new." "df -h '$root'"
    mv "$new/begun" "$new/built"
    echo "$stamp" >"$builds/current.$$" && mv -f "$builds/current.$$" "$builds/current"
    fresh
    say "built in $(elapsed $(($(now) - begun)))"
    remove_old_builds
}

build_failed() {
    errors=$(grep '^\[ERROR\]' "$log" | grep -v -e '\[Help ' -e 're-run Maven' -e 'For more information' -e '^\[ERROR\] *$' | head -n 20)
    printf '%s\n' "${errors:-$(tail -n 20 "$log")}" >&2
    if maven_lacked_network "$log"; then
        fail 1 "The build could not download what it needs." "Check the network (and ~/.m2/settings.xml for a proxy or mirror), then call mc again."
    fi
    fail 1 "The build failed; the whole log is $log" "Mend the source and call mc again, or start the last good build: MC_BUILD=never mc …"
}

remove_old_builds() {
    count=$(find "$builds" -mindepth 1 -maxdepth 1 -type d | wc -l)
    for old in "$builds"/*/; do # oldest first: names are times
        old=${old%/}
        if [ "$count" -le "$keep" ]; then return; fi
        count=$((count - 1))
        if [ "$old" != "$dist" ] && ! in_use "$old"; then rm -rf "$old"; fi
    done
}

# in_use DIR: whether a process names a file in DIR on its command line, as every JVM of that build does.
in_use() {
    if [ -d /proc/self ]; then
        running=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ')
    else
        running=$(ps -axww -o args=)
    fi
    case $running in *"$1/"*) return 0 ;; *) return 1 ;; esac
}
