# shellcheck shell=sh
# Without a UTF-8 locale Java and javac turn every other letter of arguments and file names into a question mark. A bare machine
# has none set; C.UTF-8 is always there on Linux, and macOS needs none. A locale somebody chose is left alone. Sourced.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
    C | POSIX) if [ -n "${LC_ALL:-}" ]; then LC_ALL=C.UTF-8; else export LC_CTYPE=C.UTF-8; fi ;;
esac
