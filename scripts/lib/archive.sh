#!/bin/sh
# shellcheck disable=SC2154 # the launch file sets java_home, java_version, class_path, archive and archive_flag
# Makes the start-up archives of a build for its chosen JVM (class data sharing; from 25 on with linked classes, an AOT cache): one for
# the command line, one for the daemon and one for the demo agent, for each loads quite other classes. A small mission of one demo agent
# is run in a home and a tmux server of its own to learn which, and those are dumped. Called by scripts/mc in the background:
# archive.sh ROOT DIST. Whatever goes wrong here costs speed, never a start.
set -u

# The commands to learn from, one a line. When no daemon could be started they run against a home that cannot exist, so none starts one.
training='--version
--help
status
status --json
send nobody nothing
events -n 5
inbox
thread list
receipt nothing
compliance violations
audit
task list
orchestrate --help'
homeless=/dev/null/no-home

root=$1 dist=$2
. "$root/scripts/lib/locale.sh"
. "$root/scripts/lib/common.sh"
. "$root/scripts/lib/lock.sh"
# shellcheck source=/dev/null
. "$dist/launch"
lock "$archive.lock" || exit 0
work=$dist/archive.$$ home='' daemon='' socket=mc-training-$$
trap 'stop_training; rm -rf "$work"; unlock "$archive.lock"' EXIT
trap 'exit 1' INT TERM
if [ -e "$archive.failed" ] || whole "$archive"; then exit 0; fi
mkdir "$work" || exit 1

java() { exec nice "$java_home/bin/java" -XX:+UseSerialGC -XX:-UsePerfData -cp "$class_path" "$@"; } # in a process of its own only

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

# command_line NAME ARGS…: one mc command, whose classes are noted under NAME.
command_line() {
    name=$1
    shift
    for_at_most 40 java -Xshare:off "-XX:DumpLoadedClassList=$work/$name.classes" "-Dmc.launcher=$root/scripts/mc" mc.cli.Main "$@" </dev/null >>"$work/log" 2>&1
}

# start_training: a home with a project, and a daemon in it; answers 1 when that does not work here.
start_training() {
    home=$(mktemp -d "${TMPDIR:-/tmp}/mc-training.XXXXXX") || return 1
    export HOME="$home" MC_HOME="$home/mc" MC_TMUX_SOCKET="$socket" TMUX_TMPDIR="$home" GIT_CONFIG_NOSYSTEM=1
    unset MC_TOKEN MC_DEMO_SCRIPT MC_DEMO_HOME TMUX
    java -Xshare:off "-XX:DumpLoadedClassList=$work/daemon.classes" "-Dmc.launcher=$root/scripts/mc" mc.daemon.DaemonMain </dev/null >>"$work/log" 2>&1 &
    daemon=$!
    left=150
    until [ -S "$MC_HOME/run/mc.sock" ]; do
        left=$((left - 1))
        if [ "$left" -le 0 ] || ! kill -0 "$daemon" 2>/dev/null; then return 1; fi
        sleep 0.2 2>/dev/null || sleep 1
    done
    git init -q -b main "$home/project" && printf 'A small shop.\n' >"$home/spec.md" \
        && git -C "$home/project" -c user.name=mc -c user.email=mc@localhost commit -q --allow-empty -m Begin
}

# A whole life: the demo agent is started once by the daemon, for the daemon's sake, and once more for its own.
train() {
    command_line orchestrate orchestrate --project "$home/project" --spec "$home/spec.md" --agent demo --planner offline --roles orchestrator --no-pm --yes
    command_line send send orchestrator hello
    tmux -L "$socket" -f /dev/null new-session -d -s training -c "$home" -e "MC_SPOOL=$home" -e MC_AGENT=training \
        "$java_home/bin/java" -cp "$class_path" -Xshare:off "-XX:DumpLoadedClassList=$work/demo.classes" mc.demo.DemoAgent --session-id 00000000-0000-4000-8000-000000000000 \
        --settings "$MC_HOME"/run/launch/*/settings.json -- hello >>"$work/log" 2>&1
    learn_commands
    command_line stop stop --all --yes
}

learn_commands() {
    number=0
    while read -r line; do
        number=$((number + 1))
        # shellcheck disable=SC2086 # the words of a training line are its arguments
        command_line "cli$number" $line
    done <<EOF
$training
EOF
}

# The programs end in order, for only then they write down what they have loaded.
stop_training() {
    if [ -z "$home" ]; then return; fi
    for pid in $(tmux -L "$socket" list-panes -a -F '#{pane_pid}' 2>/dev/null) $daemon; do
        kill "$pid" 2>/dev/null
        left=50
        while kill -0 "$pid" 2>/dev/null && [ "$left" -gt 0 ]; do
            left=$((left - 1))
            sleep 0.1 2>/dev/null || sleep 1
        done
        kill -9 "$pid" 2>/dev/null
    done
    tmux -L "$socket" kill-server 2>/dev/null
    rm -rf "$home"
    home=''
}

# dump ARCHIVE LISTS…: makes an archive of the classes in the lists.
dump() {
    target=$1
    shift
    # The lists number their classes each in its own way; without the numbers they can be joined.
    sed 's/ id: .*//' "$@" 2>/dev/null | awk '!seen[$0]++' >"$work/list"
    if [ ! -s "$work/list" ]; then return 1; fi
    rm -f "$target" "$target.ok" "$work/archive"
    linked=
    if [ "$java_version" -ge 25 ]; then linked=-XX:+AOTClassLinking; fi
    # shellcheck disable=SC2086 # no flag, or one
    for_at_most 120 java $linked -Xshare:dump "-XX:SharedClassListFile=$work/list" "-XX:SharedArchiveFile=$work/archive" -Xlog:disable >>"$work/log" 2>&1 || return 1
    for_at_most 20 java "$archive_flag$work/archive" -Xlog:disable mc.cli.Main --version >>"$work/log" 2>&1 || return 1
    # On the disk before it gets its name: after a power cut it is whole or absent.
    sync "$work/archive" 2>/dev/null || sync
    mv -f "$work/archive" "$target"
    # The size goes last: it says that the archive is whole (see scripts/mc).
    wc -c <"$target" | tr -d ' ' >"$work/ok" && mv -f "$work/ok" "$target.ok"
}

if start_training; then
    train
    trained='daemon demo'
else
    MC_HOME=$homeless
    export MC_HOME
    learn_commands
    trained=''
fi
stop_training
folder=${archive%/*} key=${archive##*/start-}
for program in $trained; do
    if [ -s "$work/$program.classes" ]; then dump "$folder/$program-$key" "$work/$program.classes"; fi
done
# The command line's goes last: scripts/mc calls for all of them while that one is missing.
rm -f "$work/daemon.classes" "$work/demo.classes"
dump "$archive" "$work"/*.classes || give_up "No archive was made: $(cat "$work/log")"
