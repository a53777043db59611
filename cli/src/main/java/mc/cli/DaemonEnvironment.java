package mc.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The few variables the daemon itself needs; agents get theirs with each call, so that no secret stays in the daemon. */
final class DaemonEnvironment {

    private static final List<String> KEPT = List.of(
            "HOME", "PATH", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "MC_TMUX_SOCKET", "MC_TEST_CRASH", "JAVA_HOME");

    private DaemonEnvironment() {}

    static Map<String, String> of(Map<String, String> env) {
        Map<String, String> kept = new TreeMap<>(env);
        kept.keySet().retainAll(KEPT);
        return kept;
    }
}
