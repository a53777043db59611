# shellcheck shell=sh
# Finds Java. A home's version is read from its `release` file, so no JVM is started to look. Sourced after common.sh.

# Where JVMs lie on the systems we know; MC_JVM_DIRS replaces the list (a colon between two).
jvm_dirs=${MC_JVM_DIRS-/usr/lib/jvm:/Library/Java/JavaVirtualMachines:/opt/java:${HOME:-/nonexistent}/.sdkman/candidates/java}
brewed='/opt/homebrew/opt/openjdk/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk/libexec/openjdk.jdk/Contents/Home'

# java_homes: every candidate, one a line.
java_homes() {
    if [ -n "${JAVA_HOME:-}" ]; then printf '%s\n' "$JAVA_HOME"; fi
    if on_path=$(command -v java); then
        real=$(resolve "$on_path")
        if [ -d "${real%/bin/java}/lib" ]; then
            printf '%s\n' "${real%/bin/java}"
        else # a wrapper (jenv, asdf, macOS's own stub): ask it
            "$on_path" -XshowSettings:properties -version 2>&1 </dev/null | sed -n 's/^ *java\.home = //p'
        fi
    fi
    rest=$jvm_dirs:
    while [ -n "$rest" ]; do
        for home in "${rest%%:*}"/*; do
            case $home in /[!/]*/*) printf '%s\n' "$home" "$home/Contents/Home" ;; esac
        done
        rest=${rest#*:}
    done
    if [ -z "${MC_JVM_DIRS+set}" ]; then
        for home in $brewed; do printf '%s\n' "$home"; done
        if [ -x /usr/libexec/java_home ]; then /usr/libexec/java_home -v 17+ 2>/dev/null; fi
    fi
}

# java_release HOME: its line JAVA_RUNTIME_VERSION="17.0.15+6-…", which changes with every update; else nothing.
java_release() {
    if [ -r "$1/release" ]; then sed -n '/^JAVA_RUNTIME_VERSION=/{p;q;}' "$1/release"; fi
}

# java_major HOME: 17, 21, 25 …; 0 when it cannot be told.
java_major() {
    version=
    if [ -r "$1/release" ]; then version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"); fi
    if [ -z "$version" ]; then
        version=$("$1/bin/java" -version 2>&1 </dev/null | sed -n '1s/^[^"]*"\([0-9]*\).*/\1/p')
    fi
    echo "${version:-0}"
}

# find_java: the Java to run mc with, MC_JAVA_HOME or else the newest from 17 on: sets java_home and java_version, or answers 1.
find_java() {
    if [ -n "${MC_JAVA_HOME:-}" ]; then homes=$MC_JAVA_HOME; else homes=$(java_homes); fi
    choose_java bin/java -gt
}

# find_jdk: the JDK to build with, JAVA_HOME or else the oldest from 17 on, whose compiler the sources are held against.
find_jdk() {
    homes=${JAVA_HOME:-}
    choose_java bin/javac -lt && return
    homes=$(java_homes)
    choose_java bin/javac -lt
}

# choose_java PROGRAM ORDER: of homes, the one that has PROGRAM and whose version comes first in that order.
choose_java() {
    java_home='' java_version=0
    while IFS= read -r home; do
        if [ ! -x "$home/$1" ] || [ ! -x "$home/bin/java" ]; then continue; fi
        major=$(java_major "$home")
        if [ "$major" -ge 17 ] && { [ -z "$java_home" ] || test "$major" "$2" "$java_version"; }; then
            java_home=$home java_version=$major
        fi
    done <<EOF
$homes
EOF
    [ -n "$java_home" ]
}
