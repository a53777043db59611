package mc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final Table TABLE = new Table("ROLE", "TASK", "WHY").row("developer", "T1 the login form", "reads each of the files there are");

    @Test
    void aRowKeepsItsLineOnANarrowTerminal() {
        assertThat(TABLE.lines()).containsExactly("ROLE       TASK               WHY", "developer  T1 the login form  reads each of the files there are");
        assertThat(TABLE.lines(50)).containsExactly("ROLE       TASK               WHY", "developer  T1 the login form  reads each of the f…");
        assertThat(TABLE.lines(20)).as("no column is cut to nothing").containsExactly("ROLE      TASK      WHY", "develop…  T1 the …  reads e…");
        assertThat(List.of(TABLE.lines(50).get(1).length(), TABLE.lines(40).get(1).length())).containsExactly(50, 40);
    }
}
