package mc.tmux;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One tmux command as words; quoting is done here and nowhere else. No word holds a NUL. Immutable. */
record TmuxCommand(List<String> words) {

    TmuxCommand {
        words = List.copyOf(words);
        if (words.isEmpty() || words.stream().anyMatch(w -> w.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("A tmux command needs words without NUL bytes");
        }
    }

    static TmuxCommand of(String... words) {
        return new TmuxCommand(List.of(words));
    }

    TmuxCommand and(List<String> more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(more);
        return new TmuxCommand(all);
    }

    String name() {
        return words.get(0);
    }

    /** A sequence as one line for a control client: a command that fails ends the sequence. */
    static String line(List<TmuxCommand> commands) {
        return commands.stream()
                .map(c -> c.words.stream().map(TmuxQuoting::controlWord).collect(Collectors.joining(" ")))
                .collect(Collectors.joining(" ; "));
    }

    /** The same sequence as arguments of the tmux program. */
    static List<String> argv(List<TmuxCommand> commands) {
        List<String> argv = new ArrayList<>();
        for (TmuxCommand command : commands) {
            if (!argv.isEmpty()) {
                argv.add(";");
            }
            command.words.forEach(w -> argv.add(TmuxQuoting.argvWord(w)));
        }
        return argv;
    }
}
