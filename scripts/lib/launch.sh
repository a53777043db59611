# shellcheck shell=sh disable=SC2034,SC2154 # scripts/mc sets root and dist, and uses what is set here
# Chooses the JVM for a build and notes it with all that a start needs, as a file of shell assignments. Sourced by scripts/mc.

. "$root/scripts/lib/common.sh"
. "$root/scripts/lib/jvm.sh"

choose() {
    if ! find_java; then
        "$root/scripts/setup" || exit
        find_java || fail 6 "No Java 17 or newer was found." "Name its directory: export MC_JAVA_HOME=/path/to/jdk"
    fi
    class_path=
    for jar in "$dist"/lib/mc-cli-*.jar "$dist"/lib/*.jar; do
        case :$class_path: in *":$jar:"*) ;; *) class_path=$class_path${class_path:+:}$jar ;; esac
    done
    java_release=$(java_release "$java_home")
    # From 25 on the archive holds linked classes too (an AOT cache); before, class data only (AppCDS).
    archive_flag=-XX:SharedArchiveFile=
    if [ "$java_version" -ge 25 ]; then archive_flag=-XX:AOTCache=; fi
    archive=$dist/start-$java_version-$(printf '%s|%s|%s' "$java_home" "$java_release" "$class_path" | cksum | cut -d ' ' -f 1).jsa
    if whole "$archive"; then trusted=yes; else trusted=''; fi

    # A directory we may not write to costs the choice at every start, no more.
    {
        printf 'launch_key=%s\n' "$(quote "$root|${MC_JAVA_HOME:-}|${MC_JVM_DIRS:-}")"
        for name in java_home java_version java_release class_path archive archive_flag; do
            eval "printf '%s=%s\n' $name \"\$(quote \"\$$name\")\""
        done
    } 2>/dev/null >"$dist/launch.$$" && mv -f "$dist/launch.$$" "$dist/launch"
}
