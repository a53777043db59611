package mc.agent.adapters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.Failure;
import mc.text.YamlSection;

/**
 * The part {@code launch} of a manifest: how a program that mc has no adapter for is started. Each argument is filled by itself and
 * stays one argument, whatever its value holds. Immutable.
 *
 * @param argv the program and its arguments; a list among them is left out whole when one of its placeholders has no value
 * @param resume the same for going on with a conversation; empty when the program cannot
 * @param env variables to set
 * @param permissionModes the careful one first
 * @param queues whether a text submitted during a turn is kept
 * @param versionCommand a program and its arguments that print the version; empty for none
 */
record LaunchManifest(List<Object> argv, List<Object> resume, Map<String, String> env, List<String> permissionModes, boolean queues, List<String> versionCommand) {

    static final Set<String> PLACEHOLDERS = Set.of("prompt", "promptFile", "rolePrompt", "rolePromptFile", "model", "conversation", "title", "permissionMode");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]+)}");

    /** Reads it; a {@link Failure} names the key that is wrong. */
    static LaunchManifest read(YamlSection yaml) {
        yaml.allow(Set.of("argv", "resume", "env", "permissionModes", "queues", "versionCommand"));
        List<Object> argv = arguments(yaml, "argv");
        if (argv.isEmpty() || !(argv.get(0) instanceof String program) || !program.matches("/.+|[^/{}]+")) {
            throw yaml.wrong("argv", "must begin with a program: an absolute path, or a name to be found on the agents' PATH");
        }
        List<Object> resume = arguments(yaml, "resume");
        if (!resume.isEmpty() && !argv.get(0).equals(resume.get(0))) {
            throw yaml.wrong("resume", "must begin with the same program as argv");
        }
        Map<String, String> env = new LinkedHashMap<>();
        if (yaml.has("env")) {
            YamlSection section = yaml.section("env");
            for (String name : section.values().keySet()) {
                if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") || name.startsWith("MC_")) {
                    throw section.wrong(name, "cannot be set: letters, digits and _, and not MC_…");
                }
                env.put(name, checked(section, name, section.text(name)));
            }
        }
        List<String> modes = yaml.texts("permissionModes");
        if (!modes.stream().allMatch(m -> m.matches("[A-Za-z0-9_-]{1,40}"))) {
            throw yaml.wrong("permissionModes", "must be words of letters, digits, - and _");
        }
        boolean queues = yaml.optional("queues").map(text -> {
            if (!text.matches("true|false")) {
                throw yaml.wrong("queues", "must be true or false");
            }
            return text.equals("true");
        }).orElse(false);
        return new LaunchManifest(argv, resume, env, modes.isEmpty() ? List.of("default") : modes, queues, yaml.texts("versionCommand"));
    }

    String program() {
        return (String) argv.get(0);
    }

    /** Whether the arguments name this placeholder anywhere. */
    boolean uses(String placeholder) {
        return argv.stream().flatMap(a -> a instanceof List<?> group ? group.stream() : java.util.stream.Stream.of(a)).anyMatch(text -> ((String) text).contains("{" + placeholder + "}"))
                || env.values().stream().anyMatch(text -> text.contains("{" + placeholder + "}"));
    }

    /** The arguments with their values, without the program. An empty value counts as none; outside of a list it stays an empty text. */
    static List<String> filled(List<Object> arguments, Map<String, String> values) {
        List<String> filled = new ArrayList<>();
        for (Object argument : arguments.subList(1, arguments.size())) {
            if (argument instanceof List<?> group) {
                boolean isWhole = group.stream().allMatch(text -> PLACEHOLDER.matcher((String) text).results().noneMatch(m -> values.getOrDefault(m.group(1), "").isEmpty()));
                if (isWhole) {
                    group.forEach(text -> filled.add(filled((String) text, values)));
                }
            } else {
                filled.add(filled((String) argument, values));
            }
        }
        return filled;
    }

    /** One pass: a value is put in as it is and never looked at again. */
    static String filled(String text, Map<String, String> values) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), "")));
    }

    private static List<Object> arguments(YamlSection yaml, String key) {
        List<Object> arguments = new ArrayList<>();
        if (yaml.values().get(key) instanceof List<?> list) {
            for (Object item : list) {
                arguments.add(item instanceof List<?> group ? group.stream().map(text -> checked(yaml, key, text)).toList() : checked(yaml, key, item));
            }
        } else if (yaml.has(key)) {
            throw yaml.wrong(key, "must be a list, an argument an entry");
        }
        return List.copyOf(arguments);
    }

    private static String checked(YamlSection yaml, String key, Object value) {
        if (value == null || value instanceof Map || value instanceof List || String.valueOf(value).indexOf('\0') >= 0) {
            throw yaml.wrong(key, "must be a list of texts, or of lists of texts");
        }
        String text = String.valueOf(value);
        PLACEHOLDER.matcher(text).results().map(m -> m.group(1)).filter(name -> !PLACEHOLDERS.contains(name)).findFirst().ifPresent(name -> {
            throw yaml.wrong(key, "names the unknown placeholder {" + name + "} (known: " + String.join(", ", new TreeSet<>(PLACEHOLDERS)) + ")");
        });
        return text;
    }
}
