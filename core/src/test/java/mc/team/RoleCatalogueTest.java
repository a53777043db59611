package mc.team;

import static mc.testing.ShippedData.DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import mc.text.Placeholders;
import mc.text.Templates;
import mc.text.Untrusted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleCatalogueTest {

    private static final String GOOD = """
            ---
            id: painter
            aliases: [artist]
            title: Painter
            windowName: Painter
            dirName: painter
            tier: optional
            reportsTo: orchestrator
            prerequisites: [developer]
            checkinMinutes: 60
            branchPrefix: paint/
            purpose: Paints
            ---
            Paint on {{branch}}.
            """;

    private final RoleCatalogue roles = DATA.roles();

    @TempDir
    Path home;

    @Test
    void exactlyTheFifteenRolesShip() {
        assertThat(roles.ids()).containsExactlyInAnyOrder("orchestrator", "project_manager", "developer", "tester", "testrunner", "researcher", "logtracker", "devops", "code_reviewer",
                "documentation_writer", "sysadmin", "securityops", "networkops", "monitoringops", "databaseops");
    }

    @ParameterizedTest
    @CsvSource({"developer,feature/", "project_manager,pm-feature/", "tester,test/", "testrunner,testrunner/", "researcher,research/", "devops,devops/", "documentation_writer,docs/",
        "sysadmin,sysadmin/", "securityops,securityops/", "code_reviewer,code_reviewer/", "logtracker,logtracker/"})
    void branchPrefixesAreAsAgreed(String role, String prefix) {
        assertThat(roles.get(role).branchPrefix()).isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource({"sysadmin,SysAdmin", "securityops,SecurityOps", "networkops,NetworkOps", "monitoringops,MonitoringOps", "databaseops,DatabaseOps", "project_manager,Project-Manager", "orchestrator,Orchestrator"})
    void windowsAreNamedAfterRoles(String role, String window) {
        assertThat(roles.get(role).windowName()).isEqualTo(window);
    }

    static Stream<Role> shipped() {
        return DATA.roles().all().stream();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedRoleSaysWhatAnAgentNeeds(Role role) {
        assertThat(role.checkinMinutes()).isBetween(45, 90);
        assertThat(role.body().lines().count()).isBetween(35L, 120L);
        assertThat(role.body()).contains("mc send").contains("{{startingBranch}}").contains("{{branch}}").contains("Progress: ").contains("Complete: ");
        assertThat(Placeholders.names(role.body())).isSubsetOf(RoleFile.PLACEHOLDERS);
        assertThat(role.body()).isEqualTo(Untrusted.block(role.body())).doesNotContain("git stash pop");
        assertThat(role.keywords()).isNotEmpty();
        assertThat(role.dirName()).isEqualTo(role.id().replace('_', '-'));
        assertThat(role.directories()).isNotEmpty();
    }

    @Test
    void operationsRolesNeedTheSysadmin() {
        for (String id : List.of("securityops", "networkops", "monitoringops", "databaseops")) {
            assertThat(roles.prerequisitesOf(roles.get(id))).extracting(Role::id).containsExactly("sysadmin");
        }
    }

    @ParameterizedTest
    @CsvSource({"developer,developer", "Project-Manager,project_manager", "PROJECT MANAGER,project_manager", "pm,project_manager", "QA,tester", "coder,developer", "reviewer,code_reviewer",
        "test-runner,testrunner", "Sys_Admin,sysadmin", "DevOps,devops"})
    void aRoleIsFoundByAnyOfItsNames(String typed, String id) {
        assertThat(roles.find(typed).id()).isEqualTo(id);
    }

    @Test
    void anUnknownRoleListsCandidates() {
        assertThatThrownBy(() -> roles.find("develoepr")).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE);
            assertThat(failure.getMessage()).contains("develoepr").contains("Did you mean developer");
            assertThat(failure.hint()).contains("orchestrator").contains("databaseops");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "developer,", ",developer", "developer,,tester", "developer,developer", "dev,coder", "$(touch x)", "#(touch x)", "a\u001b]0;x\u0007b", "../../etc/passwd", "-rf", "devel\u202eoper", "no such role"})
    void badListsAreRefusedInCleanWords(String list) {
        assertThatThrownBy(() -> roles.parseList(list)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE);
            assertThat(failure.getMessage()).isEqualTo(Untrusted.line(failure.getMessage(), 500));
            assertThat(failure.hint()).isNotBlank();
        });
    }

    @Test
    void listsKeepTheOrderAndAllowSpaces() {
        assertThat(roles.parseList(" tester , Developer")).extracting(Role::id).containsExactly("tester", "developer");
    }

    @Test
    void aUserMayAddAndReplaceRoles() throws IOException {
        write("painter.md", GOOD);
        write(".painter.md", "an editor's swap file");
        write("tester.md", shippedText("tester").replace("title: Tester", "title: Bug hunter"));
        RoleCatalogue own = load();
        assertThat(own.find("artist").prerequisites()).containsExactly("developer");
        assertThat(own.get("tester").title()).isEqualTo("Bug hunter");
        assertThat(own.ids()).hasSize(16);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "id: painter|id: other|id must be painter",
        "checkinMinutes: 60|checkinMinutes: 5|checkinMinutes must be a whole number from 45 to 90",
        "tier: optional|tier: boss|tier must be core, optional or sysops",
        "windowName: Painter|windowName: '#(touch x)'|windowName must be",
        "windowName: Painter|windowName: Tester|windowName is the same as that of",
        "branchPrefix: paint/|branchPrefix: feature/|branchPrefix is the same as that of",
        "branchPrefix: paint/|branchPrefix: ../x|branchPrefix must be",
        "dirName: painter|dirName: ../../x|dirName must be",
        "aliases: [artist]|aliases: [coder]|already means developer",
        "prerequisites: [developer]|prerequisites: [nobody]|prerequisites names the unknown role nobody",
        "prerequisites: [developer]|prerequisites: [painter]|circle",
        "reportsTo: orchestrator|reportsTo: king|reportsTo names the unknown role king",
        "purpose: Paints|colour: red|colour is not known",
        "title: Painter|title: |title",
        "Paint on {{branch}}.|Paint on {{brunch}}.|the placeholder {{brunch}}",
    })
    void aBrokenRoleFileNamesFileAndKey(String from, String to, String message) throws IOException {
        String text = GOOD.replace(from, to);
        assertThat(text).isNotEqualTo(GOOD);
        write("painter.md", text);
        assertThatThrownBy(this::load).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE);
            assertThat(failure.getMessage()).contains(home.resolve("templates/roles") + "/").contains(message);
        });
    }

    @Test
    void aFileThatIsNoRoleIsRefusedByName() throws IOException {
        write("My Role.md", GOOD);
        assertThatThrownBy(this::load).isInstanceOf(Failure.class).hasMessageContaining("My Role.md").hasMessageContaining("no role id");
        Files.delete(home.resolve("templates/roles/My Role.md"));
        write("painter.md", "just text");
        assertThatThrownBy(this::load).isInstanceOf(Failure.class).hasMessageContaining("painter.md").hasMessageContaining("---");
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "mc", "all"})
    void noRoleIsTakenForSomebodyElseWhoWritesMessages(String name) throws IOException {
        write(name + ".md", GOOD.replace("id: painter", "id: " + name));
        assertThatThrownBy(this::load).isInstanceOf(Failure.class).hasMessageContaining(name + ".md").hasMessageContaining("somebody else");
        Files.delete(home.resolve("templates/roles/" + name + ".md"));
        write("painter.md", GOOD.replace("aliases: [artist]", "aliases: [" + name.toUpperCase(java.util.Locale.ROOT) + "]"));
        assertThatThrownBy(this::load).isInstanceOf(Failure.class).hasMessageContaining("painter.md").hasMessageContaining("somebody else");
    }

    @Test
    void idsAreSafeToUseInNames() {
        assertThat(Set.copyOf(roles.ids())).allMatch(id -> RoleFile.ID.matcher(id).matches());
    }

    private RoleCatalogue load() {
        return new RoleCatalogue(new Templates(new Home(home)));
    }

    private static String shippedText(String id) {
        return mc.testing.ShippedData.TEMPLATES.required("roles/" + id + ".md");
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(home.resolve("templates/roles"));
        Files.writeString(home.resolve("templates/roles").resolve(name), text);
    }
}
