package mc.team;

import static mc.testing.ShippedData.DATA;
import static mc.testing.ShippedData.metrics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Optional;
import java.util.stream.Stream;
import mc.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TeamResolverTest {

    private static final String RICH = "Production system with customer data under GDPR, Docker, nginx as reverse proxy, a monitoring dashboard, an SLA, PostgreSQL and Redis with replication.";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "web_application|max5|orchestrator project_manager developer tester testrunner",
        "system_deployment|max5|orchestrator project_manager sysadmin securityops devops",
        "infrastructure_as_code|max5|orchestrator project_manager sysadmin securityops devops",
        "data_pipeline|max20|orchestrator project_manager developer sysadmin devops databaseops researcher",
        "data_pipeline|max5|orchestrator project_manager developer sysadmin devops",
        "data_pipeline|pro|orchestrator project_manager developer",
        "web_application|pro|orchestrator project_manager developer",
        "system_deployment|pro|orchestrator project_manager sysadmin",
        "none|max5|orchestrator project_manager developer tester testrunner",
        "none|pro|orchestrator project_manager developer",
        "web_application|console|orchestrator project_manager developer tester testrunner documentation_writer researcher",
    })
    void teamsAreAsAgreed(String type, String plan, String members) {
        assertThat(resolve(new Ask(type, plan), "").roleIds()).containsExactly(members.split(" "));
    }

    static Stream<Arguments> everything() {
        List<Arguments> all = new ArrayList<>();
        List<String> types = new ArrayList<>(DATA.templates().types());
        types.add("none");
        for (String type : types) {
            for (String plan : DATA.limits().plans().keySet()) {
                for (String size : DATA.limits().sizes().keySet()) {
                    for (String facts : List.of("", RICH)) {
                        for (boolean forced : List.of(true, false)) {
                            for (boolean noPm : List.of(true, false)) {
                                all.add(Arguments.of(new Ask(type, plan).size(size, forced).withoutManager(noPm), facts));
                            }
                        }
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void whateverIsAskedTheTeamIsSound(Ask ask, String facts) {
        Team team = resolve(ask, facts);
        List<String> ids = team.roleIds();
        assertThat(ids).startsWith("orchestrator").doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(DATA.limits().plan(ask.plan).max());
        assertThat(ids.contains("project_manager")).isEqualTo(!ask.withoutManager);
        for (Team.Member member : team.members()) {
            assertThat(ids).containsAll(DATA.roles().prerequisitesOf(member.role()).stream().map(Role::id).toList());
            assertThat(member.why()).isNotBlank();
        }
        assertThat(team.decisions()).allMatch(decision -> !decision.reason().isBlank());
        List<String> expected = new ArrayList<>(DATA.templates().forType(ask.type()).core());
        expected.removeAll(ids);
        expected.remove(ask.withoutManager ? "project_manager" : "");
        List<String> dropped = team.decisions().stream().filter(d -> d.kind() == Team.Kind.DROPPED).map(Team.Decision::role).toList();
        assertThat(dropped).as("every core role that is missing was dropped with a reason").containsAll(expected);
        assertThat(new HashSet<>(dropped)).as("nobody is both dropped and in").doesNotContainAnyElementsOf(ids);
        assertThat(team.tokens()).isEqualTo(DATA.limits().size(ask.size).tokens());
        assertThat(resolve(ask, facts)).isEqualTo(team);
    }

    @Test
    void theSizesAndPlansAreAsAgreed() {
        assertThat(DATA.limits().sizes().values()).extracting(TeamLimits.Size::tokens).containsExactly("10x", "15x", "20x", "25x+");
        assertThat(DATA.limits().plans().values()).extracting(TeamLimits.Subscription::max).containsExactly(3, 5, 8, TeamLimits.ANY);
        assertThat(DATA.limits().defaultPlan()).isEqualTo("max5");
    }

    @Test
    void aForcedSmallSizeTakesCoreRolesAwayAnEstimatedOneDoesNot() {
        assertThat(resolve(new Ask("web_application", "max20").size("small", true), "").roleIds()).containsExactly("orchestrator", "project_manager", "developer", "tester");
        assertThat(resolve(new Ask("web_application", "max20").size("small", false), "").roleIds()).contains("testrunner").hasSize(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "web_application|Docker images|devops",
        "system_deployment|nginx as reverse proxy|networkops",
        "system_deployment|a monitoring dashboard with Grafana|monitoringops",
        "web_application|PostgreSQL with replication|databaseops sysadmin",
        "web_application|compliance with HIPAA|securityops sysadmin",
        "data_pipeline|high availability|monitoringops",
    })
    void factsCallForRoles(String type, String facts, String expected) {
        Team with = resolve(new Ask(type, "console"), facts);
        assertThat(with.roleIds()).contains(expected.split(" "));
        assertThat(with.decisions()).anyMatch(d -> d.kind() == Team.Kind.ADDED && d.role().equals(expected.split(" ")[0]) && d.reason().contains(" is true"));
        assertThat(resolve(new Ask(type, "console"), "no Docker").roleIds()).doesNotContain(expected.split(" ")[0]);
    }

    @Test
    void largeProjectsGetACodeReviewer() {
        assertThat(resolve(new Ask("web_application", "console").size("large", false), "").roleIds()).contains("code_reviewer");
        assertThat(resolve(new Ask("web_application", "console"), "").roleIds()).doesNotContain("code_reviewer");
    }

    @Test
    void aFullPlanSaysWhyAnOptionalRoleStaysOut() {
        Team team = resolve(new Ask("web_application", "max5"), "Docker");
        assertThat(team.decisions()).anyMatch(d -> d.kind() == Team.Kind.SKIPPED && d.role().equals("devops") && d.reason().contains("max5 has no seat left"));
        assertThat(team.decisions()).anyMatch(d -> d.kind() == Team.Kind.WARNING && d.reason().contains("3 to 4"));
    }

    @Test
    void droppingPrintsTheOrder() {
        Team team = resolve(new Ask("data_pipeline", "max5"), "");
        assertThat(team.decisions()).anyMatch(d -> d.kind() == Team.Kind.DROPPED && d.role().equals("databaseops") && d.reason().contains("at most 5"));
        assertThat(team.decisions()).anyMatch(d -> d.kind() == Team.Kind.NOTE && d.reason().contains("orchestrator, developer, sysadmin, project_manager, tester, securityops, testrunner, devops"));
    }

    @Test
    void namedRolesAreTheExactTeamWithTheOrchestratorAndPrerequisites() {
        Team team = resolve(new Ask("web_application", "max5").exactly("developer,networkops"), RICH);
        assertThat(team.roleIds()).containsExactly("orchestrator", "developer", "sysadmin", "networkops");
        assertThat(team.decisions()).anyMatch(d -> d.kind() == Team.Kind.ADDED && d.role().equals("sysadmin") && d.reason().contains("networkops needs it"));
        assertThat(team.manager()).isEqualTo("orchestrator");
        assertThat(resolve(new Ask("none", "max5").exactly("orchestrator,sysadmin,devops,securityops,networkops"), "").members()).hasSize(5);
    }

    @Test
    void namedRolesBeyondThePlanAreAnErrorUnlessForced() {
        Ask ask = new Ask("none", "max5").exactly("developer,tester,testrunner,devops,securityops");
        assertThatThrownBy(() -> resolve(ask, "")).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE);
            assertThat(failure.getMessage()).contains("7 agents").contains("sysadmin").contains("at most 5");
            assertThat(failure.hint()).contains("--force");
        });
        Team forced = resolve(ask.force(), "");
        assertThat(forced.members()).hasSize(7);
        assertThat(forced.decisions()).anyMatch(d -> d.kind() == Team.Kind.WARNING && d.reason().contains("--force"));
    }

    @Test
    void whoJoinsBringsWhatItNeedsAndTheTeamLacks() {
        TeamLimits.Subscription max5 = DATA.limits().plan("max5");
        List<Role> networkops = List.of(DATA.roles().get("networkops"));
        assertThat(DATA.resolver().join(networkops, Set.of("orchestrator"), 1, max5, false)).extracting(m -> m.role().id() + ": " + m.why()).containsExactly("sysadmin: networkops needs it", "networkops: you asked for it");
        assertThat(DATA.resolver().join(networkops, Set.of("orchestrator", "sysadmin"), 2, max5, false)).hasSize(1);
        List<Role> both = List.of(DATA.roles().get("networkops"), DATA.roles().get("sysadmin"));
        assertThat(DATA.resolver().join(both, Set.of("orchestrator"), 1, max5, false)).extracting(Team.Member::why).containsOnly("you asked for it");
        assertThatThrownBy(() -> DATA.resolver().join(networkops, Set.of("orchestrator"), 4, max5, false)).hasMessageContaining("6 agents").hasMessageContaining("at most 5");
        assertThat(DATA.resolver().join(networkops, Set.of("orchestrator"), 4, max5, true)).hasSize(2);
    }

    @Test
    void addedRolesStayAndTheTemplatesGiveWay() {
        Team team = resolve(new Ask("web_application", "max5").added("researcher"), "");
        assertThat(team.roleIds()).containsExactly("orchestrator", "project_manager", "developer", "tester", "researcher");
        assertThat(team.decisions()).anyMatch(d -> d.kind() == Team.Kind.DROPPED && d.role().equals("testrunner"));
        assertThat(resolve(new Ask("system_deployment", "max20").added("monitoringops,databaseops"), "").roleIds()).contains("monitoringops", "databaseops", "securityops");
        assertThatThrownBy(() -> resolve(new Ask("web_application", "pro").added("researcher,tester,devops"), "")).isInstanceOf(Failure.class).hasMessageContaining("4 agents");
    }

    @Test
    void aNamedManagerAndNoManagerContradict() {
        assertThatThrownBy(() -> resolve(new Ask("none", "max5").exactly("pm,developer").withoutManager(true), "")).isInstanceOf(Failure.class).hasMessageContaining("--no-pm");
    }

    @Test
    void theDefaultTeamMayGoWithoutItsManagerToo() {
        Team team = resolve(new Ask("none", "max5").withoutManager(true).size("small", true), "");
        assertThat(team.roleIds()).containsExactly("orchestrator", "developer", "tester", "testrunner");
        assertThat(team.decisions()).anyMatch(d -> d.role().equals("project_manager") && d.reason().contains("orchestrator reviews"));
    }

    private static Team resolve(Ask ask, String facts) {
        return DATA.resolver().resolve(new TeamRequest(ask.type(), DATA.limits().size(ask.size), ask.forced, DATA.limits().plan(ask.plan), ask.exactly, ask.added, ask.withoutManager, ask.beyond), metrics(facts));
    }

    record Ask(String typeName, String plan, String size, boolean forced, List<Role> exactly, List<Role> added, boolean withoutManager, boolean beyond) {
        Ask(String type, String plan) {
            this(type, plan, "medium", false, List.of(), List.of(), false, false);
        }

        Optional<String> type() {
            return Optional.of(typeName).filter(name -> !name.equals("none"));
        }

        Ask size(String name, boolean byUser) {
            return new Ask(typeName, plan, name, byUser, exactly, added, withoutManager, beyond);
        }

        Ask exactly(String list) {
            return new Ask(typeName, plan, size, forced, DATA.roles().parseList(list), added, withoutManager, beyond);
        }

        Ask added(String list) {
            return new Ask(typeName, plan, size, forced, exactly, DATA.roles().parseList(list), withoutManager, beyond);
        }

        Ask withoutManager(boolean no) {
            return new Ask(typeName, plan, size, forced, exactly, added, no, beyond);
        }

        Ask force() {
            return new Ask(typeName, plan, size, forced, exactly, added, withoutManager, true);
        }
    }
}
