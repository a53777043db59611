package mc.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosestTest {

    private static final List<String> NAMES = List.of("developer", "devops", "tester", "testrunner", "sysadmin", "databaseops");

    @ParameterizedTest
    @CsvSource({"develper,developer", "Dev-Ops,devops", "testr,tester", "sys_admn,sysadmin", "database,databaseops"})
    void findsWhatWasMeant(String typed, String meant) {
        assertThat(Closest.to(typed, NAMES)).startsWith(meant);
    }

    @Test
    void offersNothingForWhatResemblesNothing() {
        assertThat(Closest.to("zzzzqqqq", NAMES)).isEmpty();
        assertThat(Closest.to("", NAMES)).isEmpty();
        assertThat(Closest.to("x".repeat(1_000_000), NAMES)).isEmpty();
    }
}
