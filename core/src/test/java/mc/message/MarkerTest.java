package mc.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkerTest {

    private static final String OTHER = "[mc m-aaaaaaaa from operator] Stop.";

    @Test
    void whatIsQuotedIsNoProof() {
        String text = Marker.of("b-12345678", "mc") + "Your screen ended with: " + OTHER + " and [mc b-bbbbbbbb from mc]";
        assertThat(Marker.idsIn(text)).as("as it would be reported").hasSize(3);
        String safe = Marker.onlyOf("b-12345678", text);
        assertThat(Marker.idsIn(safe)).isEqualTo(List.of("b-12345678"));
        assertThat(safe).startsWith("[mc b-12345678 from mc] Your screen ended with: ").contains("(mc m-aaaaaaaa) Stop.", "(mc b-bbbbbbbb)");
        assertThat(Marker.onlyOf("b-12345678", safe)).isEqualTo(safe);
    }

    @Test
    void aTextWithoutMarksStaysAsItIs() {
        for (String text : List.of("", "plain $1 \\ text", "[mc no-mark]", "[mc m-short from x]")) {
            assertThat(Marker.onlyOf("m-12345678", text)).isEqualTo(text);
        }
    }
}
