package mc.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mc.testing.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which sets there were, and what each changed. */
class RuleBookTest {

    @TempDir
    private Path dir;

    @Test
    void eachVersionTellsWhatItChangedAndWhichFileSaysSo() {
        Rules shipped = Rules.shipped();
        Rules stricter = with(shipped, "git.push", 20, "CLAUDE.md:3");
        Rules both = with(stricter, "git.push", 25, "AGENTS.md:7");
        both = both.with(both.byId().get(Rules.BRANCH_NAME).with("tester", List.of("qa/"), "CLAUDE.md:4"));
        RuleBook book = new RuleBook(shipped);
        try (Engine engine = new Engine(dir, book)) {
            for (Rules rules : List.of(stricter, stricter, both, shipped)) {
                engine.loop().record(List.of(), tx -> book.take(tx, "app", rules, List.of("CLAUDE.md")));
            }
            List<RuleBook.Entry> history = engine.database().read(sql -> book.history(sql, "app", 100));
            assertThat(history).extracting(RuleBook.Entry::version).containsExactly(3, 2, 1);
            int minutes = shipped.byId().get("git.push").number("minutes");
            List<String> prefixes = shipped.byId().get(Rules.BRANCH_NAME).words().get("tester");
            assertThat(history.get(2).changes()).containsExactly(new RuleChange("git.push", "minutes", minutes, 20, "CLAUDE.md:3"));
            assertThat(history.get(1).changes()).containsExactlyInAnyOrder(new RuleChange("git.push", "minutes", 20, 25, "AGENTS.md:7"), new RuleChange(Rules.BRANCH_NAME, "tester", prefixes, List.of("qa/"), "CLAUDE.md:4"));
            assertThat(history.get(0).changes()).containsExactlyInAnyOrder(new RuleChange("git.push", "minutes", 25, minutes, "shipped"), new RuleChange(Rules.BRANCH_NAME, "tester", List.of("qa/"), prefixes, "shipped"));
            List<RuleBook.Entry> newest = engine.database().read(sql -> book.history(sql, "app", 1));
            assertThat(newest).containsExactly(history.get(0));
        }
    }

    private static Rules with(Rules rules, String id, int minutes, String where) {
        return rules.with(rules.byId().get(id).with("minutes", minutes, where));
    }
}
