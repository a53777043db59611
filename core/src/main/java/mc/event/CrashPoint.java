package mc.event;

import java.util.List;
import java.util.Map;

/**
 * Where the daemon is to die, for the tests that prove that it may: {@code MC_TEST_CRASH=before:AgentLaunched} ends the process with
 * exit code 137 when such an event is about to be committed (its effect has happened and is not written down), {@code after:…} when
 * it has just been. Without the variable nothing is looked at. Immutable.
 */
public record CrashPoint(String when, String kind) {

    public static final CrashPoint NONE = new CrashPoint("", "");

    public static CrashPoint of(Map<String, String> env) {
        String[] parts = env.getOrDefault("MC_TEST_CRASH", "").split(":", 2);
        return parts.length == 2 ? new CrashPoint(parts[0], parts[1]) : NONE;
    }

    void before(List<Recorded> events) {
        dieIf("before", events);
    }

    void after(List<Recorded> events) {
        dieIf("after", events);
    }

    private void dieIf(String moment, List<Recorded> events) {
        if (when.equals(moment) && events.stream().anyMatch(recorded -> recorded.event().kind().equals(kind))) {
            Runtime.getRuntime().halt(137);
        }
    }
}
