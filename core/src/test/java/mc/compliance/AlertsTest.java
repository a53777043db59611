package mc.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.event.Event;
import mc.event.Signal;
import mc.text.Placeholders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of broken rules, when, and in how many messages. */
class AlertsTest {

    @TempDir
    private Path dir;

    private RuleBench bench;

    @BeforeEach
    void open() {
        bench = new RuleBench(dir, "orchestrator", "project_manager", "developer", "tester");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** As any rule's watcher says it. */
    private void found(String rule, String role, String key) {
        bench.engine.loop().record(List.of(), tx -> bench.violations.found(tx, RuleBench.MISSION, RuleBench.id(role), rule, key, "seen " + key, Map.of("message", "m-1", "branch", "main", "prefix", "feature/", "commit", "c1", "before", "c0")));
    }

    private void delivered(Event.MessageQueued alert) {
        bench.engine.type(alert.message());
        bench.engine.record(new Event.MessageSubmitted(RuleBench.MISSION, alert.agent(), alert.message(), "seen", false));
    }

    private List<Event.MessageQueued> to(String role) {
        return bench.alerts().stream().filter(m -> role.equals("operator") ? m.agent() == null : RuleBench.id(role).equals(m.agent())).toList();
    }

    @Test
    void theOrchestratorIsToldWithinTwoSecondsOnceWithIdAndRemedy() {
        found("comm.hub", "developer", "k");
        bench.pass(Duration.ofSeconds(2));
        Violation violation = bench.open().get(0);
        assertThat(to("orchestrator")).singleElement().satisfies(m -> assertThat(m.text()).contains(violation.id(), "comm.hub (medium) by developer", "seen k", violation.remedy(), "mc compliance violations"));
        assertThat(bench.engine.log(Event.ViolationsTold.class)).singleElement().satisfies(told -> assertThat(told.violations()).containsExactly(violation.id()));
        delivered(bench.alerts().get(0));
        bench.pass(Duration.ofHours(2));
        assertThat(bench.alerts()).hasSize(1);
    }

    @Test
    void aThousandInAMinuteAreOneMessageWithACount() {
        for (int i = 0; i < 1_000; i++) {
            found(i % 10 == 0 ? "comm.blocked" : "comm.hub", i % 2 == 0 ? "developer" : "tester", "k" + i);
            bench.pass(Duration.ofMillis(59));
        }
        bench.pass(Duration.ofSeconds(3));
        assertThat(bench.alerts()).singleElement().satisfies(m -> {
            assertThat(m.text()).contains("1000 rules were broken (100 high, 900 medium).", "comm.hub 900, comm.blocked 100", "And 996 more.");
            assertThat(m.text().lines().count()).isLessThanOrEqualTo(15);
            assertThat(m.text().length()).isLessThan(3_000);
        });
        delivered(bench.alerts().get(0));
        bench.pass(Duration.ofHours(2));
        assertThat(bench.alerts()).hasSize(1);
        List<Violation> untold = bench.engine.database().read(sql -> Violation.untold(sql, RuleBench.MISSION));
        assertThat(untold).isEmpty();
    }

    @Test
    void afterAMessageAMinutePassesAndACriticalOneDoesNotWait() {
        found("comm.hub", "developer", "a");
        bench.pass(Duration.ofSeconds(2));
        delivered(bench.alerts().get(0));
        found("comm.hub", "developer", "b");
        bench.pass(Duration.ofSeconds(10));
        assertThat(bench.alerts()).hasSize(1);
        found("git.direct-parent", "developer", "c");
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.alerts()).hasSize(2).last().satisfies(m -> assertThat(m.text()).contains("2 rules were broken (1 critical, 1 medium)").containsSubsequence("git.direct-parent", "comm.hub"));
    }

    @Test
    void whileAnAlertIsNotDeliveredTheFurtherOnesMakeOne() {
        bench.engine.put(RuleBench.id("orchestrator"), AgentState.LIMITED, "usage limit", Source.HOOK);
        found("comm.hub", "developer", "a");
        bench.pass(Duration.ofSeconds(2));
        for (int i = 0; i < 20; i++) {
            found("comm.hub", "developer", "b" + i);
            bench.pass(Duration.ofMinutes(5));
        }
        assertThat(to("orchestrator")).hasSize(1);
        delivered(to("orchestrator").get(0));
        bench.pass(Duration.ofMinutes(2));
        assertThat(to("orchestrator")).hasSize(2).last().satisfies(m -> assertThat(m.text()).contains("20 rules were broken"));
    }

    @Test
    void lowOnesGoAlongOrWaitForAnHour() {
        found("comm.template", "developer", "a");
        bench.pass(Duration.ofMinutes(59));
        assertThat(bench.alerts()).isEmpty();
        bench.pass(Duration.ofMinutes(2));
        assertThat(bench.alerts()).hasSize(1);
        delivered(bench.alerts().get(0));
        found("comm.template", "tester", "b");
        bench.pass(Duration.ofMinutes(2));
        found("comm.hub", "tester", "c");
        bench.pass(Duration.ofSeconds(2));
        assertThat(bench.alerts()).hasSize(2).last().satisfies(m -> assertThat(m.text()).contains("2 rules were broken"));
    }

    @Test
    void whatTheOrchestratorBrokeIsToldToTheProjectManager() {
        found("comm.ack", "orchestrator", "a");
        found("comm.ack", "project_manager", "b");
        bench.pass(Duration.ofSeconds(2));
        assertThat(to("project_manager")).singleElement().satisfies(m -> assertThat(m.text()).contains("by orchestrator").doesNotContain("by project_manager"));
        assertThat(to("orchestrator")).singleElement().satisfies(m -> assertThat(m.text()).contains("by project_manager").doesNotContain("by orchestrator"));
    }

    @Test
    void noAlertIsEverAboutAnAlert() {
        found("comm.hub", "developer", "a");
        bench.pass(Duration.ofSeconds(2));
        delivered(bench.alerts().get(0));
        bench.pass(Duration.ofHours(5));
        assertThat(bench.engine.log(Event.ViolationFound.class)).hasSize(1);
    }

    @Test
    void whatIsMendedBeforeItIsToldIsNotTold() {
        found("comm.hub", "developer", "a");
        bench.engine.loop().record(List.of(), tx -> bench.violations.cleared(tx, RuleBench.MISSION, "comm.hub", "a", "developer", "mended"));
        bench.pass(Duration.ofMinutes(2));
        assertThat(bench.alerts()).isEmpty();
    }

    @Test
    void theOperatorHearsOfCriticalOnesWhenNobodyElseCan() {
        bench.engine.put(RuleBench.id("orchestrator"), AgentState.EXITED, "exit code 1", Source.TMUX);
        found("comm.hub", "developer", "a");
        bench.pass(Duration.ofSeconds(2));
        assertThat(to("operator")).isEmpty();
        for (int i = 0; i < 3; i++) {
            found("git.direct-parent", "developer", "b" + i);
            bench.pass(Duration.ofMinutes(2));
        }
        assertThat(to("operator")).hasSize(3).last().satisfies(m -> assertThat(m.text()).contains("cannot be told now", "git.direct-parent"));
        assertThat(to("orchestrator")).as("it waits for its return").hasSize(1);
    }

    @Test
    void theOperatorHearsWhenTheOrchestratorGoesOutOfReachBeforeItsAlertArrives() {
        bench.engine.launched(RuleBench.id("orchestrator"));
        bench.engine.signal(RuleBench.id("orchestrator"), new Signal.PromptSubmitted("go on"));
        found("git.direct-parent", "developer", "a");
        bench.pass(Duration.ofSeconds(2));
        assertThat(to("orchestrator")).hasSize(1);
        assertThat(to("operator")).as("it is held until the turn ends").isEmpty();
        bench.engine.signal(RuleBench.id("orchestrator"), new Signal.TurnFailed("rate_limit", "You've hit your 5-hour limit, resets 8pm (UTC)"));
        bench.pass(Duration.ofSeconds(2));
        assertThat(to("operator")).singleElement().satisfies(m -> assertThat(m.text()).contains("cannot be told now", "git.direct-parent"));
        bench.engine.record(new Event.AgentLost(RuleBench.MISSION, RuleBench.id("orchestrator"), "its pane is gone"));
        found("git.direct-parent", "tester", "b");
        bench.pass(Duration.ofSeconds(2));
        assertThat(to("operator")).as("each case once").hasSize(2).last().satisfies(m -> assertThat(m.text()).contains("seen b").doesNotContain("seen a"));
        assertThat(bench.engine.log(Event.ViolationsTold.class)).filteredOn(told -> told.agent() == null).flatExtracting(Event.ViolationsTold::violations).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void theOperatorHearsNothingOfWhatTheOrchestratorHeardBeforeItWasLimited() {
        found("git.direct-parent", "developer", "a");
        bench.pass(Duration.ofSeconds(2));
        delivered(to("orchestrator").get(0));
        bench.engine.record(new Event.AgentLost(RuleBench.MISSION, RuleBench.id("orchestrator"), "its pane is gone"));
        bench.pass(Duration.ofMinutes(2));
        assertThat(to("operator")).isEmpty();
    }

    @Test
    void aTeamWithoutAHubIsTheOperatorsAlone(@TempDir Path other) {
        try (RuleBench alone = new RuleBench(other, "developer", "tester")) {
            alone.engine.loop().record(List.of(), tx -> alone.violations.found(tx, RuleBench.MISSION, RuleBench.id("developer"), "git.direct-parent", "a", "seen", Map.of("prefix", "feature/", "branch", "main", "commit", "c1", "before", "c0")));
            alone.pass(Duration.ofMinutes(3));
            assertThat(alone.alerts()).singleElement().satisfies(m -> assertThat(m.agent()).isNull());
            assertThat(alone.open()).singleElement().satisfies(v -> assertThat(v.toldIn()).isNull());
        }
    }

    @Test
    void whenTheOrchestratorIsEndedItsAlertGoesToTheProjectManager() {
        found("comm.hub", "developer", "a");
        bench.pass(Duration.ofSeconds(2));
        bench.engine.record(new Event.AgentEnding(RuleBench.MISSION, RuleBench.id("orchestrator"), "operator", "", "", ""));
        bench.pass(Duration.ofMinutes(2));
        assertThat(to("project_manager")).singleElement().satisfies(m -> assertThat(m.text()).contains("comm.hub"));
    }

    @Test
    void unwatchedNobodyIsTold() {
        found("comm.hub", "developer", "a");
        bench.engine.record(new Event.WatchSet(RuleBench.MISSION, false, "operator"));
        bench.pass(Duration.ofMinutes(2));
        assertThat(bench.alerts()).isEmpty();
        bench.engine.record(new Event.WatchSet(RuleBench.MISSION, true, "operator"));
        bench.pass(Duration.ofMinutes(2));
        assertThat(bench.alerts()).as("what stayed open meanwhile").hasSize(1);
    }

    @Test
    void theTextNamesManyRulesShortly() {
        List<Violation> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            found("comm.hub", "developer", "very long ".repeat(100) + i);
        }
        many.addAll(bench.open());
        String text = bench.engine.database().read(sql -> AlertText.of(many, sql));
        assertThat(text.lines().count()).isLessThanOrEqualTo(15);
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(350));
    }

    /** Half a shell command is worse than none. */
    @Test
    void aRemedyIsToldInFull() {
        String worktree = "'/home/somebody with spaces/" + "deep/".repeat(60) + "worktrees/app-1-developer'";
        Rules.shipped().byId().values().forEach(rule -> {
            Map<String, String> values = Placeholders.names(rule.remedy()).stream().collect(Collectors.toMap(name -> name, name -> name.equals("worktree") ? worktree : "c".repeat(40)));
            String remedy = Placeholders.fill(rule.remedy(), values);
            Violation violation = new Violation("v-1", RuleBench.MISSION, RuleBench.id("developer"), rule.id(), rule.severity(), "k", "seen", remedy, 1, bench.engine.clock().instant(), null, null, null, null, null);
            assertThat(bench.engine.database().read(sql -> AlertText.of(List.of(violation), sql)).lines()).contains("  Mend it: " + remedy);
        });
    }

    /** The newest alert, and a case that nobody was told of, lie in the future then. */
    @Test
    void aClockThatWasSetBackSilencesNothing() {
        found("comm.hub", "developer", "a");
        bench.pass(Duration.ofSeconds(2));
        delivered(bench.alerts().get(0));
        bench.engine.clock().advance(Duration.ofHours(-3));
        found("comm.hub", "developer", "b");
        bench.pass(Duration.ofSeconds(2));
        assertThat(to("orchestrator")).hasSize(2);
        delivered(bench.alerts().get(1));
        found("comm.hub", "developer", "c");
        bench.pass(Duration.ofSeconds(30));
        assertThat(to("orchestrator")).as("a minute after the last").hasSize(2);
        bench.engine.clock().advance(Duration.ofHours(-3));
        found("comm.hub", "developer", "d");
        bench.pass(Duration.ofSeconds(2));
        assertThat(to("orchestrator")).hasSize(3).last().satisfies(m -> assertThat(m.text()).contains("2 rules were broken"));
    }
}
