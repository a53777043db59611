package mc.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mc.Failure;

/**
 * The command line of the demo agent, shaped as Claude Code's.
 *
 * @param conversation the UUID of the conversation
 * @param resume true to go on with that conversation, false to begin it
 * @param prompt the first prompt; empty to wait for one
 */
record Arguments(
        String conversation,
        boolean resume,
        String name,
        Optional<Path> settings,
        Optional<Path> systemPrompt,
        String model,
        String permissionMode,
        Optional<Path> script,
        Optional<String> prompt) {

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Reads the arguments; throws {@link Failure} on an unknown option, a missing value or an id that is no UUID. */
    static Arguments parse(List<String> args) {
        Optional<String> sessionId = Optional.empty();
        Optional<String> resumed = Optional.empty();
        String name = "";
        Optional<Path> settings = Optional.empty();
        Optional<Path> systemPrompt = Optional.empty();
        String model = "demo-1";
        String mode = "default";
        Optional<Path> script = Optional.empty();
        List<String> words = new ArrayList<>();
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String arg = rest.next();
            switch (arg) {
                case "--session-id" -> sessionId = Optional.of(uuid(value(arg, rest)));
                case "--resume" -> resumed = Optional.of(uuid(value(arg, rest)));
                case "--name" -> name = value(arg, rest);
                case "--settings" -> settings = Optional.of(Path.of(value(arg, rest)));
                case "--append-system-prompt-file" -> systemPrompt = Optional.of(Path.of(value(arg, rest)));
                case "--model" -> model = value(arg, rest);
                case "--permission-mode" -> mode = value(arg, rest);
                case "--script" -> script = Optional.of(Path.of(value(arg, rest)));
                case "--" -> rest.forEachRemaining(words::add);
                default -> {
                    if (arg.startsWith("-")) {
                        throw Failure.usage("unknown option '" + arg + "'", "Put -- in front of a prompt that starts with a dash.");
                    }
                    words.add(arg);
                }
            }
        }
        if (sessionId.isPresent() == resumed.isPresent()) {
            throw Failure.usage("exactly one of --session-id and --resume is needed", "Give a new UUID to --session-id, or a known one to --resume.");
        }
        if (words.size() > 1) {
            throw Failure.usage("more than one prompt was given", "Quote the prompt, so that it is one argument.");
        }
        Optional<String> prompt = words.stream().filter(w -> !w.isBlank()).findFirst();
        return new Arguments(sessionId.orElseGet(resumed::get), resumed.isPresent(), name, settings, systemPrompt, model, mode, script, prompt);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw Failure.usage("option '" + option + "' needs a value", "");
        }
        return rest.next();
    }

    private static String uuid(String text) {
        if (!UUID.matcher(text).matches()) {
            throw Failure.usage("Invalid session ID. Must be a valid UUID.", "");
        }
        return text;
    }
}
