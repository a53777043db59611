# shellcheck shell=sh
# What every script here needs: words to the user, links resolved, version numbers compared.
# POSIX sh only: dash on Debian, zsh's and bash's sh elsewhere. Sourced, never run.

say() { printf 'mc: %s\n' "$*" >&2; }

# fail CODE MESSAGE [HINT]: says what is wrong and what mends it, and ends with the exit code.
fail() {
    printf 'mc: %s\n' "$2" >&2
    if [ -n "${3:-}" ]; then printf '    %s\n' "$3" >&2; fi
    exit "$1"
}

# resolve FILE: prints FILE with every link at its end followed (macOS had no readlink -f for long).
resolve() {
    file=$1
    while [ -h "$file" ]; do
        to=$(readlink "$file" && echo x) && to=${to%??} || return 1
        case $to in
            /*) file=$to ;;
            *) file=${file%/*}/$to ;;
        esac
    done
    printf '%s\n' "$file"
}

# quote TEXT: prints TEXT as one word of the shell.
quote() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }

# at_least WANTED TEXT: whether the first MAJOR.MINOR in TEXT ("tmux 3.3a", "git version 2.39.5") is at least WANTED.
at_least() {
    found=$(printf '%s\n' "$2" | sed -n 's/^[^0-9]*\([0-9][0-9]*\)\.\([0-9][0-9]*\).*/\1 \2/p')
    [ -n "$found" ] || return 1
    [ "${found% *}" -gt "${1%.*}" ] || { [ "${found% *}" -eq "${1%.*}" ] && [ "${found#* }" -ge "${1#*.}" ]; }
}

# elapsed SECONDS: "12 s" or "2 min 5 s".
elapsed() { if [ "$1" -lt 60 ]; then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi; }

now() { date +%s; }

# whole ARCHIVE: whether a start-up archive has the size it was made with and was not written to since (scripts/mc has the same
# check, in the find it runs anyway).
whole() {
    read -r size 2>/dev/null <"$1.ok" && [ -n "$(find "$1" -size "${size}c" ! -newer "$1.ok" 2>/dev/null)" ]
}
