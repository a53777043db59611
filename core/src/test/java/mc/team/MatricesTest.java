package mc.team;

import static mc.testing.ShippedData.DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import mc.text.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatricesTest {

    private static final List<String> ALL = new ArrayList<>(DATA.roles().ids());

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({
        "web_application,orchestrator,developer,true", "web_application,developer,tester,true", "web_application,developer,devops,true", "web_application,tester,testrunner,true",
        "web_application,devops,testrunner,true", "web_application,developer,testrunner,true", "web_application,tester,devops,false", "web_application,devops,networkops,false",
        "web_application,project_manager,testrunner,true", "web_application,documentation_writer,tester,false",
        "system_deployment,orchestrator,sysadmin,true", "system_deployment,sysadmin,securityops,true", "system_deployment,devops,networkops,true", "system_deployment,networkops,monitoringops,true",
        "system_deployment,sysadmin,networkops,true", "system_deployment,securityops,monitoringops,true", "system_deployment,devops,sysadmin,true", "system_deployment,databaseops,developer,true",
        "system_deployment,monitoringops,devops,true", "system_deployment,monitoringops,tester,true", "system_deployment,devops,testrunner,false", "system_deployment,databaseops,networkops,false",
        "none,developer,tester,true", "no_such_type,developer,tester,true",
    })
    void edgesAreTheUnionOfListsAndDiagrams(String type, String a, String b, boolean connected) {
        assertThat(DATA.matrices().connected(a, b, Optional.of(type))).isEqualTo(connected);
    }

    @Test
    void everyEdgeGoesBothWaysAndEverybodyReachesTheHubs() {
        for (String type : DATA.templates().types()) {
            for (String a : ALL) {
                for (String b : ALL) {
                    assertThat(DATA.matrices().connected(a, b, Optional.of(type))).as(type + " " + a + " " + b).isEqualTo(DATA.matrices().connected(b, a, Optional.of(type)));
                }
                if (!a.equals("orchestrator") && !a.equals("project_manager")) {
                    assertThat(DATA.matrices().partners(a, Optional.of(type), ALL)).extracting(Matrices.Partner::role).contains("orchestrator", "project_manager").doesNotContain(a);
                }
            }
        }
    }

    @Test
    void onlyMembersArePartnersAndTheTopicIsSaid() {
        List<Matrices.Partner> partners = DATA.matrices().partners("developer", Optional.of("web_application"), List.of("orchestrator", "developer", "tester"));
        assertThat(partners).extracting(Matrices.Partner::role).containsExactly("orchestrator", "tester");
        assertThat(partners).extracting(Matrices.Partner::about).containsExactly("assignments and guidance", "what has to be tested");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "groups: {g: [{from: developer, to: nobody, about: x}]}\\nteams: {none: [g]}|names the unknown role nobody",
        "groups: {g: []}\\nteams: {none: [h]}|unknown group h",
        "groups: {g: []}\\nteams: {moon: [g], none: [g]}|moon is no known team type",
        "groups: {g: []}\\nteams: {web_application: [g]}|none is missing",
    })
    void aBrokenMatrixNamesFileAndKey(String yaml, String message) throws IOException {
        Files.createDirectories(home.resolve("templates"));
        Files.writeString(home.resolve("templates/matrices.yaml"), yaml.replace("\\n", "\n"));
        assertThatThrownBy(() -> TeamData.load(new Templates(new Home(home)))).isInstanceOf(Failure.class).hasMessageContaining("matrices.yaml").hasMessageContaining(message);
    }
}
