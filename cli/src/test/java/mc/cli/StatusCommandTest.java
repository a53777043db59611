package mc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class StatusCommandTest {

    private static List<Object> state(StatusCommand command) {
        return List.of(command.json, command.all, String.valueOf(command.selection.mission), String.valueOf(command.selection.project));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "status --json", "status --all", "status --all --json"})
    void aLineOfFlagsIsReadAsPicocliReadsIt(String line) {
        String[] args = line.split(" ");
        StatusCommand parsed = new StatusCommand();
        new CommandLine(parsed).parseArgs(Arrays.copyOfRange(args, 1, args.length));
        assertThat(state(StatusCommand.plain(args))).isEqualTo(state(parsed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status --help", "status --json --json", "status --mission x", "status --all=false", "status json", "status -h", "stat", "events --json"})
    void anyOtherLineIsPicoclis(String line) {
        assertThat(StatusCommand.plain(line.split(" "))).isNull();
    }

    @Test
    void noLineAtAllIsPicoclisToo() {
        assertThat(StatusCommand.plain()).isNull();
    }
}
