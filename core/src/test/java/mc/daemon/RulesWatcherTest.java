package mc.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import mc.Home;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.compliance.Violations;
import mc.event.Event;
import mc.testing.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A change of the files is in force without anybody asking. */
@Timeout(60)
class RulesWatcherTest {

    @TempDir
    Path dir;

    private Home home;
    private Path project;
    private Engine engine;
    private RuleBook book;
    private Violations violations;
    private RulesWatcher watcher;
    private final TryAgain again = new TryAgain(Duration.ofMillis(10));
    private final Refusal refusal = new Refusal();

    @BeforeEach
    void open() throws IOException {
        home = new Home(dir.resolve("home"));
        home.createDirectories();
        project = Files.createDirectories(dir.resolve("project"));
        book = new RuleBook(Rules.shipped());
        violations = new Violations(book);
        engine = Engine.live(home.root(), book, violations, refusal);
        watcher = new RulesWatcher(home, engine.database(), engine.loop(), book, again);
        engine.loop().listen(watcher::noticed);
    }

    @AfterEach
    void close() throws IOException {
        watcher.close();
        again.close();
        engine.close();
    }

    private RuleBook.Edition edition() {
        return engine.database().read(sql -> book.of(sql, "app-1"));
    }

    private void inForce(int version, int pushMinutes) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(() -> edition().version() >= version);
        assertThat(edition().version()).isEqualTo(version);
        assertThat(edition().rules().byId().get("git.push").number("minutes")).isEqualTo(pushMinutes);
    }

    private void begin() throws IOException {
        watcher.start();
        engine.record(Engine.created("app-1", "app", project.toString(), "developer"));
    }

    private Path claude(String text) throws IOException {
        return Files.writeString(project.resolve("CLAUDE.md"), text);
    }

    @Test
    void whatCouldNotBeWrittenDownIsWrittenWithoutAFurtherChange() throws IOException {
        refusal.of(Event.RulesTaken.class);
        claude("Push within 20 minutes.");
        begin();
        refusal.happens();
        inForce(1, 20);
        refusal.of(Event.RulesTaken.class);
        claude("Push within 21 minutes.");
        refusal.happens();
        inForce(2, 21);
    }

    @Test
    void aLinkThatLeadsElsewhereIsFollowed() throws IOException {
        begin();
        inForce(1, 15);
        Path link = home.templates().resolve("rules.yaml");
        for (int minutes : new int[] {30, 31}) {
            Path there = Files.createDirectories(dir.resolve("there-" + minutes));
            Files.writeString(there.resolve("ours.yaml"), "rules: {git.push: {numbers: {minutes: 25}}}\n");
            Path next = Files.createSymbolicLink(home.templates().resolve("next"), there.resolve("ours.yaml"));
            Files.move(next, link, StandardCopyOption.REPLACE_EXISTING);
            await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(() -> edition().rules().byId().get("git.push").number("minutes") == 25);
            Files.writeString(there.resolve("ours.yaml"), "rules: {git.push: {numbers: {minutes: " + minutes + "}}}\n");
            await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(() -> edition().rules().byId().get("git.push").number("minutes") == minutes);
        }
    }

    @Test
    void everyKindOfChangeIsNoticed() throws IOException {
        claude("Push within 20 minutes.");
        begin();
        inForce(1, 20);
        claude("Push within 21 minutes.");
        inForce(2, 21);
        Path temp = Files.writeString(project.resolve(".CLAUDE.md.swp"), "Push within 22 minutes.");
        Files.move(temp, project.resolve("CLAUDE.md"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        inForce(3, 22);
        Files.writeString(project.resolve("AGENTS.md"), "Push within 10 minutes.");
        inForce(4, 10);
        Files.delete(project.resolve("AGENTS.md"));
        inForce(5, 22);
        Files.writeString(home.templates().resolve("rules.yaml"), "rules: {git.push: {enabled: false}}");
        inForce(6, 22);
        assertThat(edition().rules().enabled("git.push")).isEmpty();
        assertThat(engine.log(Event.RulesTaken.class)).extracting(Event.RulesTaken::version).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void aLinkIsFollowedToItsDirectory() throws IOException {
        Path docs = Files.createDirectories(project.resolve("docs"));
        Files.writeString(docs.resolve("team.md"), "Push within 20 minutes.");
        Files.createSymbolicLink(project.resolve("AGENTS.md"), Path.of("docs/team.md"));
        begin();
        inForce(1, 20);
        Files.writeString(docs.resolve("team.md"), "Push within 21 minutes.");
        inForce(2, 21);
    }

    @Test
    void whatSaysTheSameIsNoNewVersion() throws IOException {
        claude("Push within 20 minutes.");
        begin();
        inForce(1, 20);
        claude("# Title\n\nPush within 20 minutes.");
        Files.writeString(project.resolve("README.md"), "Push within 5 minutes.");
        watcher.take("app", project);
        inForce(1, 20);
        claude("Push within 21 minutes.");
        inForce(2, 21);
    }

    @Test
    void whatCannotBeUsedLeavesTheOldSetInForce() throws IOException {
        claude("Push within 20 minutes.");
        begin();
        inForce(1, 20);
        Path own = Files.writeString(home.templates().resolve("rules.yaml"), "rules: {git.posh: {}}");
        await().atMost(Duration.ofSeconds(30)).until(() -> watcher.problems().containsKey("app"));
        assertThat(watcher.problems().get("app")).hasSize(1).first().asString().contains("git.posh is no rule mc knows");
        claude("Push within 5 minutes.");
        watcher.take("app", project);
        inForce(1, 20);
        Files.delete(own);
        inForce(2, 5);
        Files.createDirectory(own);
        await().atMost(Duration.ofSeconds(30)).until(() -> watcher.problems().containsKey("app"));
        claude("Push within 6 minutes.");
        watcher.take("app", project);
        inForce(2, 5);
        Files.delete(own);
        inForce(3, 6);
        Files.writeString(own, "#" + "x".repeat(30_000_000));
        await().atMost(Duration.ofSeconds(30)).until(() -> watcher.problems().containsKey("app"));
        assertThat(watcher.problems().get("app")).hasSize(1).first().asString().contains(own.toString(), "larger than 256 KB");
        Files.delete(own);
        await().atMost(Duration.ofSeconds(30)).until(() -> watcher.problems().isEmpty());
        assertThat(watcher.problems()).isEmpty();
    }

    @Test
    void aStartTakesWhatWasChangedMeanwhile() throws IOException {
        claude("Push within 20 minutes.");
        engine.record(Engine.created("app-1", "app", project.toString(), "developer"));
        inForce(1, 20); // taken up by the event, before any watch began
        claude("Push within 21 minutes.");
        watcher.start();
        inForce(2, 21);
    }

    @Test
    void theVersionStandsOnEachVerdict() throws IOException {
        claude("Push within 20 minutes.");
        begin();
        inForce(1, 20);
        engine.loop().record(java.util.List.of(), tx -> violations.found(tx, "app-1", "app-1-developer", "comm.hub", "one", "seen", java.util.Map.of()));
        claude("Push within 21 minutes.");
        inForce(2, 21);
        engine.loop().record(java.util.List.of(), tx -> violations.found(tx, "app-1", "app-1-developer", "comm.hub", "two", "seen", java.util.Map.of()));
        assertThat(engine.log(Event.ViolationFound.class)).extracting(Event.ViolationFound::rules).containsExactly(1, 2);
    }
}
