#!/bin/sh
# shellcheck disable=SC2154 # the launch file sets java_home, java_version, class_path, archive and archive_flag
# Makes the start-up archive of a build for its chosen JVM (class data sharing; from 25 on with linked classes, an AOT cache):
# a few commands are run to learn which classes they load, and those are dumped. Called by scripts/mc in the background:
# archive.sh ROOT DIST. Whatever goes wrong here costs speed, never a start.
set -u

# The commands to learn from, one a line. They run against a home that cannot exist, so none starts or finds a daemon.
training='--version
--help
status --json
send nobody nothing
orchestrate --help'
homeless=/dev/null/no-home

root=$1 dist=$2
. "$root/scripts/lib/common.sh"
. "$root/scripts/lib/lock.sh"
# shellcheck source=/dev/null
. "$dist/launch"
lock "$archive.lock" || exit 0
work=$dist/archive.$$
trap 'rm -rf "$work"; unlock "$archive.lock"' EXIT
trap 'exit 1' INT TERM
if [ -e "$archive.failed" ] || whole "$archive"; then exit 0; fi
rm -f "$archive" "$archive.ok"
mkdir "$work" || exit 1

# Only for for_at_most, whose background process it replaces.
java() { exec nice "$java_home/bin/java" -XX:+UseSerialGC -XX:-UsePerfData -cp "$class_path" "$@"; }

# for_at_most SECONDS COMMAND…: a command that hangs is killed.
for_at_most() {
    left=$(($1 * 5))
    shift
    "$@" &
    while kill -0 $! 2>/dev/null; do
        if [ "$left" -le 0 ]; then kill -9 $!; fi
        left=$((left - 1))
        sleep 0.2 2>/dev/null || sleep 1
    done
    wait $!
}

give_up() { printf '%s\n' "$1" >"$archive.failed"; exit 1; }

number=0
while read -r line; do
    number=$((number + 1))
    # shellcheck disable=SC2086 # the words of a training line are its arguments
    MC_HOME=$homeless for_at_most 20 java -Xshare:off "-XX:DumpLoadedClassList=$work/$number.classes" mc.cli.Main $line </dev/null >>"$work/log" 2>&1
done <<EOF
$training
EOF
# The lists number their classes each in its own way; without the numbers they can be joined.
sed 's/ id: .*//' "$work"/*.classes 2>/dev/null | awk '!seen[$0]++' >"$work/classes"
if [ ! -s "$work/classes" ]; then give_up "No list of classes was made: $(cat "$work/log")"; fi

linked=
if [ "$java_version" -ge 25 ]; then linked=-XX:+AOTClassLinking; fi
# shellcheck disable=SC2086 # no flag, or one
for_at_most 120 java $linked -Xshare:dump "-XX:SharedClassListFile=$work/classes" "-XX:SharedArchiveFile=$work/archive" -Xlog:disable >"$work/log" 2>&1 \
    || give_up "The archive was not made: $(cat "$work/log")"
for_at_most 20 java "$archive_flag$work/archive" -Xlog:disable mc.cli.Main --version >"$work/log" 2>&1 \
    || give_up "Java did not start with the archive: $(cat "$work/log")"
# On the disk before it gets its name: after a power cut it is whole or absent.
sync "$work/archive" 2>/dev/null || sync
mv -f "$work/archive" "$archive"
# The size goes last: it says that the archive is whole (see scripts/mc).
wc -c <"$archive" | tr -d ' ' >"$work/ok" && mv -f "$work/ok" "$archive.ok"
