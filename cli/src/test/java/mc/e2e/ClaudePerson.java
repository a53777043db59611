package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.process.Exec;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A person before an agent's window: sees the screen and presses keys. */
record ClaudePerson(String socket, String pane, Map<String, String> env) {

    String screen() {
        return tmux("capture-pane", "-p", "-t", pane).replace('\u00a0', ' '); // its input line has a space that does not break
    }

    void press(String... keys) {
        List<String> all = new ArrayList<>(List.of("send-keys", "-t", pane));
        all.addAll(List.of(keys));
        tmux(all.toArray(String[]::new));
    }

    /** Refuses a question of the program, if its screen shows one. */
    void refuseWhatIsAsked() {
        if (isAsked()) {
            press("Escape");
            Awaitility.await("the question is gone").atMost(Duration.ofSeconds(30)).until(() -> !isAsked());
        }
    }

    private boolean isAsked() {
        return screen().contains("❯ 1. Yes");
    }

    void awaitScreen(String text) {
        try {
            Awaitility.await().atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(100)).until(() -> screen().contains(text));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("The screen never showed: " + text + "\n" + screen(), e);
        }
    }

    private String tmux(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("tmux", "-u", "-L", socket));
        argv.addAll(List.of(arguments));
        Exec.Result result = Exec.of(argv).withOnly(env).run();
        assertThat(result.ok()).as("tmux " + String.join(" ", arguments) + ": " + result.stderr()).isTrue();
        return result.stdout();
    }
}
