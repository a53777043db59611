package mc.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A command line of mc as a document writes it, such as {@code mc daemon start} or {@code mc stop [--all|--mission ID]}. Immutable. */
record Invocation(String line) {

    private static final Pattern START = Pattern.compile("(?:^(?:\\$ )?|(?<=[(`]| {2}))(?:scripts/)?mc (?=[a-zA-Z-])");
    private static final Pattern END = Pattern.compile(" {2,}|[`#;&,)]| \\| |…|\\.\\.\\.|: ");

    /** Every invocation in a line of code, or in a code span. */
    static List<Invocation> in(String code) {
        return START.matcher(code).results().map(m -> new Invocation(END.split(code.substring(m.end()), 2)[0].strip())).toList();
    }

    /** What is wrong with it: commands and options that do not exist. */
    List<String> mistakes(CommandLine mc) {
        List<String> mistakes = new ArrayList<>();
        CommandLine command = mc;
        for (String word : line.replaceAll("\"[^\"]*\"?", "TEXT").replaceAll("[\\[\\]]", "").split(" ")) {
            for (String alternative : word.split("\\|")) {
                if (alternative.startsWith("-") && alternative.length() > 1) {
                    String option = alternative.split("=")[0].replaceAll("[.:?]$", "");
                    if (command.getCommandSpec().findOption(option) == null) {
                        mistakes.add("mc " + line + ": no option " + option);
                    }
                } else if (isCommandWanted(command) && !alternative.matches("[A-Z]+")) {
                    if (!command.getSubcommands().containsKey(alternative)) {
                        mistakes.add("mc " + line + ": no command " + alternative);
                    }
                }
            }
            command = command.getSubcommands().getOrDefault(word, command);
        }
        return mistakes;
    }

    private static boolean isCommandWanted(CommandLine command) {
        return !command.getSubcommands().isEmpty() && command.getCommandSpec().positionalParameters().isEmpty();
    }

    /** Every command below {@code mc} by its words, such as {@code daemon start}. */
    static Stream<CommandLine> below(CommandLine mc) {
        return mc.getSubcommands().values().stream().distinct().flatMap(c -> Stream.concat(Stream.of(c), below(c)));
    }

    /** The first option names a person would write, without those every command has. */
    static List<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream().map(o -> o.longestName()).filter(name -> !Arrays.asList("--help", "--version").contains(name)).toList();
    }
}
