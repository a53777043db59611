package mc.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import mc.Failure;

/**
 * Reads a script file ({@code docs/demo-agent.md}). Every line is checked, also those that are for another role; only those for this one are kept.
 * Used once.
 */
final class ScriptParser {

    private final String file;
    private final String role;
    private final List<String> lines;
    private final Map<String, List<String>> options = new HashMap<>();
    private final List<Script.Rule> rules = new ArrayList<>();
    private boolean isForUs = true;
    private List<Step> steps;
    private int at;
    private int started;

    private ScriptParser(String file, String role, List<String> lines) {
        this.file = file;
        this.role = role;
        this.lines = lines;
    }

    /** The script as it is for this role; throws {@link Failure} naming file and line of a mistake. */
    static Script read(Path file, String role) {
        try {
            return parse(file.toString(), role, Files.readString(file));
        } catch (IOException e) {
            throw Failure.usage("cannot read the script " + file + ": " + e, "Name a readable UTF-8 file.");
        }
    }

    static Script parse(String file, String role, String text) {
        return new ScriptParser(file, role, text.lines().toList()).parse();
    }

    private Script parse() {
        while (at < lines.size()) {
            String line = lines.get(at);
            started = at;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                at++;
                continue;
            }
            try {
                if (Character.isWhitespace(line.charAt(0))) {
                    step(line);
                } else {
                    heading(line.strip());
                }
            } catch (IllegalArgumentException e) {
                throw wrong(e instanceof PatternSyntaxException p ? "not a regular expression: " + p.getDescription() : e.getMessage());
            }
            at++;
        }
        return new Script(new Options(Map.copyOf(options)), List.copyOf(rules));
    }

    private void heading(String line) {
        String name = word(line);
        String value = rest(line);
        if (name.equals("who")) {
            isForUs = Pattern.compile(needed(name, value)).matcher(role).matches();
            steps = null;
        } else if (name.equals("when") || name.equals("once")) {
            steps = new ArrayList<>();
            Script.Rule rule = new Script.Rule(Pattern.compile(needed(name, value)), name.equals("once"), steps);
            if (isForUs) {
                rules.add(rule);
            }
        } else {
            option(name, value);
        }
    }

    private void option(String name, String value) {
        Options.Kind kind = Options.KNOWN.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("'" + name + "' is none of: who, when, once, " + String.join(", ", Options.KNOWN.keySet().stream().sorted().toList()));
        }
        switch (kind) {
            case NOTHING -> nothing(name, value);
            case DURATION -> Durations.parse(value);
            case NUMBER -> number(value);
            case TEXT, EVENT -> needed(name, value);
            case EVENT_AND_DURATION -> Durations.parse(rest(needed(name, value)));
            case OPTIONAL_NUMBER -> {
                if (!value.isEmpty()) {
                    number(value);
                }
            }
            case OPTIONAL_EVENT -> { }
        }
        if (isForUs) {
            options.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        }
    }

    private void step(String line) {
        if (steps == null) {
            throw new IllegalArgumentException("a step belongs under a 'when' or 'once' line");
        }
        String name = word(line.strip());
        String value = rest(line.strip());
        steps.add(switch (name) {
            case "say" -> new Step.Say(needed(name, block(line, value)));
            case "work" -> new Step.Work(Durations.parse(value));
            case "run" -> new Step.Run(needed(name, block(line, value)), false);
            case "ask" -> new Step.Run(needed(name, block(line, value)), true);
            case "question" -> new Step.Question(needed(name, block(line, value)));
            case "limit" -> new Step.Limit(until(value));
            case "overload" -> nothing(name, value, new Step.Overload());
            case "background" -> new Step.Background(Durations.parse(value));
            case "crash" -> new Step.Exit(number(value), false);
            case "exit" -> new Step.Exit(number(value), true);
            case "kill" -> nothing(name, value, new Step.Kill());
            case "hang" -> nothing(name, value, new Step.Hang());
            default -> throw new IllegalArgumentException("'" + name + "' is none of: say, work, run, ask, question, limit, overload, background, crash, exit, kill, hang");
        });
    }

    /** After a lone {@code |} the value is the lines below that are indented deeper, without their common indent. */
    private String block(String line, String value) {
        if (!value.equals("|")) {
            return value;
        }
        int own = indent(line);
        List<String> block = new ArrayList<>();
        while (at + 1 < lines.size() && (lines.get(at + 1).isBlank() || indent(lines.get(at + 1)) > own)) {
            block.add(lines.get(++at));
        }
        int common = block.stream().filter(l -> !l.isBlank()).mapToInt(ScriptParser::indent).min().orElse(0);
        return String.join("\n", block.stream().map(l -> l.isBlank() ? "" : l.substring(common)).toList()).stripTrailing();
    }

    private static Step.Until until(String value) {
        return value.matches("\\d+") ? new Step.Until.At(Instant.ofEpochSecond(Long.parseLong(value))) : new Step.Until.After(Durations.parse(value));
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + value + "' is no number", e);
        }
    }

    private static String needed(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("'" + name + "' needs something after it");
        }
        return value;
    }

    private static void nothing(String name, String value) {
        if (!value.isEmpty()) {
            throw new IllegalArgumentException("nothing may follow '" + name + "'");
        }
    }

    private static Step nothing(String name, String value, Step step) {
        nothing(name, value);
        return step;
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static String word(String line) {
        return line.split("\\s", 2)[0];
    }

    private static String rest(String line) {
        String[] parts = line.split("\\s", 2);
        return parts.length < 2 ? "" : parts[1].strip();
    }

    private Failure wrong(String why) {
        return Failure.usage(file + ":" + (started + 1) + ": " + why, "Mend that line; docs/demo-agent.md describes the format.");
    }
}
