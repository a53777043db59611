# shellcheck shell=sh
# A lock between processes: a symbolic link whose target names the holder. The link and its holder appear in one
# step, so there is no moment in which a lock has no known owner. Sourced, never run.

# started PID: when the process started, in a form that only serves to be compared; nothing when there is none.
started() {
    if [ -r "/proc/$1/stat" ]; then
        read -r stat 2>/dev/null <"/proc/$1/stat" || return 0
        # Field 22, counted behind the name, which may hold spaces and brackets.
        # shellcheck disable=SC2086
        set -- ${stat##*) }
        echo "${20}"
    elif [ ! -d /proc/self ]; then
        ps -o lstart= -p "$1" 2>/dev/null | tr -d ' :'
    fi
}

# lock_holder LOCK: the process id that holds the lock.
lock_holder() { holder=$(readlink "$1" 2>/dev/null) && echo "${holder%%.*}"; }

# lock LOCK: takes the lock, or answers 1 when a living process has it. The lock of a dead process is removed.
lock() {
    ln -s "$$.$(started $$)" "$1" 2>/dev/null && return 0
    held=$(readlink "$1" 2>/dev/null) || return 1
    alive=$(started "${held%%.*}")
    if [ -n "$alive" ] && [ "$alive" = "${held#*.}" ]; then return 1; fi
    break_lock "$1" "$held"
    ln -s "$$.$(started $$)" "$1" 2>/dev/null
}

# break_lock LOCK HOLDER: removes the lock if it is still that holder's. Only one process at a time may be in here:
# without that, the second of two who saw the same dead holder would remove the lock the first has just taken.
break_lock() {
    if ! mkdir "$1.breaking" 2>/dev/null; then
        if [ -n "$(find "$1.breaking" -prune -mmin +1 2>/dev/null)" ]; then rmdir "$1.breaking" 2>/dev/null; fi
        return 1
    fi
    if [ "$(readlink "$1" 2>/dev/null)" = "$2" ]; then rm -f "$1"; fi
    rmdir "$1.breaking"
}

unlock() {
    if [ "$(lock_holder "$1")" = "$$" ]; then rm -f "$1"; fi
}
