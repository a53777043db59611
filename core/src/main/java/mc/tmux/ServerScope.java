package mc.tmux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.process.Exec;
import mc.text.Untrusted;

/**
 * Where a new tmux server is put: in a systemd scope of its own, so that neither the end of a login session nor a restart of the
 * service that started mc ends the agents; or, where that does not work, beside mc. {@code reason} says why. A scope lives in the
 * user's manager, which outlives the last logout only with {@code loginctl enable-linger}. Immutable.
 */
public record ServerScope(List<String> prefix, Map<String, String> managerEnv, String reason) {

    private static final List<String> MANAGER = List.of("PATH", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS");

    /** Tries an empty scope once; never fails, and takes two seconds at most. {@code env} is mc's own environment. */
    static ServerScope probe(String systemdRun, Map<String, String> env) {
        Map<String, String> managerEnv = new HashMap<>(env);
        managerEnv.keySet().retainAll(MANAGER);
        List<String> prefix = List.of(systemdRun, "--user", "--scope", "--quiet", "--collect", "--");
        List<String> trial = new ArrayList<>(prefix);
        trial.add("true");
        try {
            Exec.Result result = Exec.of(trial).withOnly(managerEnv).timeout(Duration.ofSeconds(2)).run();
            if (result.ok()) {
                return new ServerScope(prefix, Map.copyOf(managerEnv), "systemd-run --user --scope works");
            }
            return beside(result.timedOut() ? "systemd-run did not answer within 2 s" : "systemd-run: " + Untrusted.line(result.stderr(), 200));
        } catch (Failure e) {
            return beside("there is no systemd-run here");
        }
    }

    static ServerScope beside(String reason) {
        return new ServerScope(List.of(), Map.of(), reason);
    }

    /** Whether the server gets a scope of its own. */
    public boolean separate() {
        return !prefix.isEmpty();
    }

    /** The call, with exactly {@code env} as its environment; systemd-run needs the manager's address, so {@code env -i} takes that away again. */
    Exec exec(List<String> argv, Map<String, String> env) {
        if (!separate()) {
            return Exec.of(argv).withOnly(env);
        }
        List<String> wrapped = new ArrayList<>(prefix);
        wrapped.addAll(List.of("env", "-i"));
        env.forEach((name, value) -> wrapped.add(name + "=" + value));
        wrapped.addAll(argv);
        return Exec.of(wrapped).withOnly(managerEnv);
    }
}
