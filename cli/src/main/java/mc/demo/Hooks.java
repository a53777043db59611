package mc.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;

/**
 * The hooks of a settings file: {@code {"hooks":{EVENT:[{"matcher":REGEX,"hooks":[{"type":"command","command":PROGRAM,"args":[…],"timeout":SECONDS}]}]}}}.
 * With {@code args} the program is executed as it is, without them the command is a shell command (Claude Code's documentation, "hooks"). Immutable.
 */
record Hooks(Map<String, List<Hook>> byEvent) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(600);

    /** One command; {@code matcher} is a regular expression for the whole of the event's subject, empty for any. */
    record Hook(String matcher, List<String> argv, Duration timeout) {}

    static Hooks read(Path settings) {
        try {
            return of(DemoJson.object(Files.readString(settings), "the settings file " + settings));
        } catch (IOException e) {
            throw Failure.usage("cannot read the settings file " + settings + ": " + e, "");
        }
    }

    private static Hooks of(Map<?, ?> settings) {
        Map<String, List<Hook>> byEvent = new HashMap<>();
        if (settings.get("hooks") instanceof Map<?, ?> events) {
            events.forEach((event, groups) -> byEvent.put(event.toString(), hooks(groups)));
        }
        return new Hooks(byEvent);
    }

    private static List<Hook> hooks(Object groups) {
        List<Hook> found = new ArrayList<>();
        for (Map<?, ?> group : maps(groups)) {
            String matcher = group.get("matcher") instanceof String text && !text.equals("*") ? text : "";
            for (Map<?, ?> hook : maps(group.get("hooks"))) {
                if ("command".equals(hook.get("type")) && hook.get("command") instanceof String command) {
                    Duration timeout = hook.get("timeout") instanceof Number seconds ? Duration.ofMillis((long) (seconds.doubleValue() * 1000)) : DEFAULT_TIMEOUT;
                    found.add(new Hook(matcher, argv(command, hook.get("args")), timeout));
                }
            }
        }
        return found;
    }

    private static List<String> argv(String command, Object args) {
        if (!(args instanceof List<?> list)) {
            return List.of("/bin/sh", "-c", command);
        }
        List<String> argv = new ArrayList<>(List.of(command));
        list.forEach(a -> argv.add(String.valueOf(a)));
        return argv;
    }

    private static List<Map<?, ?>> maps(Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof List<?> elements) {
            elements.forEach(e -> maps.add(e instanceof Map<?, ?> map ? map : Map.of()));
        }
        return maps;
    }

    /** Runs the event's hooks one after the other; a hook that cannot be started or takes too long answers nothing. */
    HookAnswer run(String event, String subject, String payload) throws InterruptedException {
        HookAnswer answer = HookAnswer.NONE;
        for (Hook hook : byEvent.getOrDefault(event, List.of())) {
            if (hook.matcher().isEmpty() || subject.matches(hook.matcher())) {
                answer = answer.and(run(hook, payload));
            }
        }
        return answer;
    }

    private static HookAnswer run(Hook hook, String payload) throws InterruptedException {
        try {
            return HookAnswer.of(Child.run(hook.argv(), Map.of(), payload, hook.timeout()));
        } catch (IOException e) {
            return HookAnswer.NONE;
        }
    }
}
