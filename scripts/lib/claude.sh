# shellcheck shell=sh disable=SC2154 # root: set before
# The real claude for the tests, pinned, from the npm registry this machine's npm is set up for. Sourced.

claude_version=2.1.329
claude_place=$root/target/claude

# claude_package: the package of this system. It is one native program; the package named claude-code only picks it by a script.
claude_package() {
    case $(uname -s) in Darwin) os=darwin ;; *) os=linux ;; esac
    case $(uname -m) in arm64 | aarch64) cpu=arm64 ;; *) cpu=x64 ;; esac
    libc=
    for loader in /lib/ld-musl-*; do if [ -e "$loader" ]; then libc=-musl; fi; done
    echo "@anthropic-ai/claude-code-$os-$cpu$libc"
}

# claude_runs FILE: whether it is the pinned version. It is asked in a home that cannot exist, so it writes nothing.
claude_runs() {
    [ -x "$1" ] && [ "$(env -i PATH=/usr/bin:/bin HOME=/dev/null/no-home "$1" --version 2>/dev/null </dev/null)" = "$claude_version (Claude Code)" ]
}

# install_claude: sets and exports MC_TEST_CLAUDE, the program's path.
install_claude() {
    package=$(claude_package)
    MC_TEST_CLAUDE=$claude_place/node_modules/$package/claude
    export MC_TEST_CLAUDE
    if claude_runs "$MC_TEST_CLAUDE"; then return; fi
    "$root/scripts/setup" --with-npm || exit
    mkdir -p "$claude_place" || exit 1
    say "installing claude $claude_version for the tests with npm (90 MB, up to 2 minutes), into $claude_place"
    for try in 1 2 3; do
        # Without scripts, and into its own cache's reach only: nothing of the user's npm set-up is changed.
        npm install --prefix "$claude_place" --ignore-scripts --no-audit --no-fund --no-update-notifier \
            --fetch-retries 2 --fetch-timeout 120000 "$package@$claude_version" >"$root/target/claude.log" 2>&1 </dev/null
        if claude_runs "$MC_TEST_CLAUDE"; then return; fi
        say "npm did not bring a claude that runs (try $try of 3)"
    done
    tail -n 15 "$root/target/claude.log" >&2
    fail 1 "The real claude could not be installed." "Check npm's registry and proxy (npm config list), or leave its tests out: scripts/test --fast"
}
