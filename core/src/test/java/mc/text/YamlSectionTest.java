package mc.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import mc.Failure;
import org.junit.jupiter.api.Test;

class YamlSectionTest {

    private final YamlSection yaml = YamlSection.parse("a: {n: 7, list: [x, y], pair: [1, 2], flag: true}\nmany: {one: {t: hi}, two: {t: ho}}\n", "team.yaml");

    @Test
    void readsWhatIsThere() {
        assertThat(yaml.section("a").number("n", 1, 10)).isEqualTo(7);
        assertThat(yaml.section("a").texts("list")).containsExactly("x", "y");
        assertThat(yaml.section("a").numbers("pair", 2)).containsExactly(1, 2);
        assertThat(yaml.section("a").text("flag")).isEqualTo("true");
        assertThat(yaml.section("a").optional("nothing")).isEmpty();
        assertThat(yaml.named("many").keySet()).containsExactly("one", "two");
        assertThat(yaml.named("many").get("two").text("t")).isEqualTo("ho");
    }

    @Test
    void everyMistakeNamesFileAndKey() {
        fails(() -> yaml.section("a").text("missing"), "team.yaml", "a.missing", "is missing");
        fails(() -> yaml.section("a").number("n", 8, 10), "team.yaml", "a.n", "from 8 to 10");
        fails(() -> yaml.section("a").number("flag", 1, 10), "a.flag", "whole number");
        fails(() -> yaml.section("a").texts("n"), "a.n", "must be a list");
        fails(() -> yaml.section("a").numbers("list", 2), "a.list", "2 whole numbers");
        fails(() -> yaml.section("a").text("list"), "a.list", "must be a text");
        fails(() -> yaml.named("many").get("one").section("t"), "many.one.t", "mapping");
        fails(() -> yaml.section("a").allow(Set.of("n", "list", "pair")), "a.flag", "not known");
    }

    private static void fails(Runnable call, String... parts) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE);
            assertThat(failure.getMessage()).contains(parts);
            assertThat(failure.hint()).isNotBlank();
        });
    }
}
