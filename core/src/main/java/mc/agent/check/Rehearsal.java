package mc.agent.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mc.agent.adapters.DemoAdapter;
import mc.agent.check.ModelScript.Rule;
import mc.agent.check.ModelScript.Step;
import mc.text.Json;
import mc.text.SafeFiles;

/**
 * What one kind of program needs in a {@link Lab}, so that it starts without a question and does what the prompts of the check ask for.
 * A kind nobody has written one for is tried with what its own manifest gives it.
 */
interface Rehearsal {

    /** A prompt that makes the program use a tool without asking. */
    String TOOL = "Please use a tool.";
    /** A prompt that makes it ask for a permission. */
    String ASK = "Please ask for a permission.";
    /** A prompt that begins a turn of many seconds. */
    String LONG = "Please speak at length.";
    /** A prompt that reaches the usage limit. */
    String LIMIT = "Please go on to the limit.";

    /** Prepares the lab and gives the program's whole environment. */
    Map<String, String> prepare(Lab lab) throws IOException;

    /** Whether {@link #TOOL} and the others do what they say. */
    default boolean isScripted() {
        return true;
    }

    static Rehearsal of(String kind) {
        return switch (kind) {
            case "claude" -> Rehearsal::claude;
            case "demo" -> Rehearsal::demo;
            default -> new Rehearsal() {
                @Override
                public Map<String, String> prepare(Lab lab) {
                    return lab.env();
                }

                @Override
                public boolean isScripted() {
                    return false;
                }
            };
        };
    }

    /** Runs the preparation; an error of the disk is unchecked. */
    default Map<String, String> environment(Lab lab) {
        try {
            return prepare(lab);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> claude(Lab lab) throws IOException {
        Path readable = lab.repository().resolve("README.md");
        SafeFiles.write(readable, "Nothing.\n");
        lab.model().delay(Duration.ofMillis(50));
        lab.model().script().rules(
                Rule.when("use a tool", Step.tool("Read", Json.object().put("file_path", readable.toString())), Step.say("Done.")),
                Rule.when("ask for a permission", Step.bash("touch /nowhere/file"), Step.say("Done.")),
                Rule.when("speak at length", Step.say(IntStream.range(0, 2_000).mapToObj(i -> "word").collect(Collectors.joining(" ")))));
        Map<String, String> env = new HashMap<>(ClaudeHome.in(lab.home()).onboarded().trusting(lab.repository()).subscriber().env(lab.model()));
        env.putAll(lab.env());
        return env;
    }

    private static Map<String, String> demo(Lab lab) throws IOException {
        Path script = lab.launch().resolve("script");
        SafeFiles.write(script, """
                when use a tool
                  run true
                  say Done.
                when ask for a permission
                  ask true
                  say Done.
                when speak at length
                  work 100s
                when go on to the limit
                  limit 2h
                """);
        Map<String, String> env = new HashMap<>(lab.env());
        env.put(DemoAdapter.SCRIPT, script.toString());
        return env;
    }
}
