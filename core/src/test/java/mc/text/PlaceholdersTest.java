package mc.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {

    @Test
    void valuesArePutInAsTheyAreAndNeverExpandedAgain() {
        String filled = Placeholders.fill("{{a}} and {{ b }}", Map.of("a", "{{b}} $1 \\", "b", "two"));
        assertThat(filled).isEqualTo("{{b}} $1 \\ and two");
    }

    @Test
    void anUnknownPlaceholderIsNamed() {
        assertThatThrownBy(() -> Placeholders.fill("{{branhc}}", Map.of("branch", "x"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("branhc").hasMessageContaining("branch");
    }

    @Test
    void listsTheNamesItUses() {
        assertThat(Placeholders.names("{{b}} {{a}} {{b}} {not} {{ }}")).containsExactly("a", "b");
    }
}
