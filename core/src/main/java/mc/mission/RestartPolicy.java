package mc.mission;

import java.time.Duration;

/**
 * When mc restarts a crashed agent by itself. Immutable.
 *
 * @param auto whether it does so at all
 * @param max how often within {@code within}; then the agent stays down until somebody asks for it
 */
public record RestartPolicy(boolean auto, int max, Duration within) {

    public static final RestartPolicy USUAL = new RestartPolicy(true, 3, Duration.ofMinutes(10));
}
