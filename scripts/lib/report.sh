# shellcheck shell=sh disable=SC2154 # root, log: scripts/test sets them
# What the tests' run says: a line a test class while it runs, the failures, and the sums. Sourced.

# show_progress: of Maven's output the lines that matter.
show_progress() {
    while IFS= read -r line; do
        case $line in
            *'Tests run:'*'Time elapsed:'*) printf '    %s\n' "${line#*] }" ;;
            '[ERROR] ' | '[ERROR]'*'	at '* | *'re-run Maven'* | *'Re-run Maven'* | *'[Help 1]'* | '[ERROR] For more information'*) ;;
            '[ERROR]'*) printf '%s\n' "$line" ;;
        esac
    done
}

# sums PATTERN: "RUN FAILED SKIPPED" over the lines of Maven's log that match. Surefire's reports would not do: a class with
# nested classes overwrites its own, with nothing in it.
sums() {
    grep -E '^\[[A-Z]+\] Tests run: ' "$log" | grep -E -e "$1" | awk -F '[:,]' '
        { run += $2; failed += $4 + $6; skipped += $8 }
        END { print run + 0, failed + 0, skipped + 0 }'
}

# summary SUITE MAVEN_CODE SCRIPTS_CODE SECONDS: prints the sums; answers 0 only when everything asked for was run and passed.
summary() {
    # shellcheck disable=SC2046 # three numbers each: of the modules' sums, and of the classes' lines
    set -- "$@" $(sums 'Skipped: [0-9]+$') $(sums ' in .*RealClaude')
    code=0
    echo
    if [ "$2" -ne 0 ]; then echo "Maven ended with $2; the log is $log"; code=1; fi
    if [ "$3" -ne 0 ]; then echo "The scripts' own tests failed (scripts/check)."; code=1; fi
    if [ "$6" -ne 0 ]; then code=1; fi
    if [ "$1" = fast ]; then
        echo "The suite against the real claude was left out (--fast)."
    elif [ "$8" -eq 0 ] || [ "${10}" -ne 0 ]; then
        echo "The suite against the real claude was not run in full: $8 tests, ${10} of them skipped."
        code=1
    fi
    printf 'tests run: %s, failed: %s, skipped: %s; of these with the real claude: %s; %s. %s\n' \
        "$5" "$6" "$7" "$8" "$(elapsed "$4")" "$(if [ "$code" -eq 0 ]; then echo 'All is well.'; else echo 'FAILED.'; fi)"
    return "$code"
}
