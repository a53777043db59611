package mc.team;

import static mc.testing.ShippedData.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectTypeDetectorTest {

    @TempDir
    Path project;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // each named indicator alone
        "package.json|web_application",
        "requirements.txt|web_application",
        "Gemfile|web_application",
        "app.py|web_application",
        "web_deployment_plan.md|system_deployment",
        "ansible/|system_deployment",
        "units/api.service|system_deployment",
        "k8s/|system_deployment",
        "Dockerfile|system_deployment",
        "etl/|data_pipeline",
        "pipeline.py|data_pipeline",
        "airflow.cfg|data_pipeline",
        "main.tf|infrastructure_as_code",
        "terraform/|infrastructure_as_code",
        "cloudformation.json|infrastructure_as_code",
        "playbooks/|infrastructure_as_code",
        "Pulumi.yaml|infrastructure_as_code",
        // together
        "package.json Dockerfile docker-compose.yml|web_application",
        "requirements.txt app.py Dockerfile migrations/|web_application",
        "requirements.txt etl/ dags/|data_pipeline",
        "main.tf playbooks/ ansible/|infrastructure_as_code",
        "ansible/ api.service Dockerfile|system_deployment",
        // nothing
        "README.md src/|none",
        "node_modules/x/package.json .git/main.tf venv/app.py target/Dockerfile|none",
    })
    void treeTellsTheType(String files, String type) throws IOException {
        for (String file : files.split(" ")) {
            make(file, "");
        }
        assertThat(detect(SpecFacts.NONE).type().orElse("none")).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Build a web application with a React frontend and an Express REST API|web_application",
        "Set up nginx as reverse proxy with systemd and a firewall on the VPS|system_deployment",
        "Infrastructure as code: Terraform modules for the VPC|infrastructure_as_code",
        "An ETL job that loads Parquet with Airflow into the data warehouse|data_pipeline",
        "Sort a list of numbers|none",
        "No Docker, no frontend and without React, without Django|none",
    })
    void specTellsTheType(String text, String type) {
        assertThat(detect(spec("spec.md", text, null)).type().orElse("none")).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({"System Deployment,system_deployment", "web_app,web_application", "WEB-APPLICATION,web_application", "infrastructure,infrastructure_as_code", "Data Pipeline,data_pipeline"})
    void theTypeLineOutranksEverything(String declared, String type) throws IOException {
        for (String file : "package.json app.py Gemfile main.tf ansible/ airflow.cfg etl/ Dockerfile".split(" ")) {
            make(file, "react django airflow");
        }
        Detection detection = detect(spec("x_deployment_y.md", "web application React Vue", declared));
        assertThat(detection.type()).contains(type);
        assertThat(detection.signals().get(0).what()).startsWith("TYPE:");
    }

    @Test
    void theSpecsNameOutranksAllFilesAndWords() throws IOException {
        for (String file : "package.json app.py Gemfile index.html migrations/".split(" ")) {
            make(file, "react express");
        }
        assertThat(detect(spec("signal_deployment_plan.md", "A web application, web app, website with React, Vue, Angular, Django, Flask", null)).type()).contains("system_deployment");
    }

    @Test
    void noSumOfLesserSignalsReachesTheSpecsNameNorItTheHeader() {
        for (String type : DATA.templates().types()) {
            int lesser = DATA.templates().signals().stream().filter(rule -> rule.type().equals(type) && rule.weight() < 100).mapToInt(TeamTemplates.SignalRule::max).sum();
            int all = DATA.templates().signals().stream().filter(rule -> rule.type().equals(type)).mapToInt(TeamTemplates.SignalRule::max).sum();
            assertThat(lesser).isLessThan(200);
            assertThat(all).isLessThan(DATA.templates().headerWeight());
        }
    }

    @Test
    void tiesFallInTheFixedOrderAndAreSaid() throws IOException {
        make("ansible.cfg", ""); // 4 for system deployment
        make("app.py", ""); // 3 and 1 for web
        make("migrations/", "");
        Detection detection = detect(SpecFacts.NONE);
        assertThat(detection.scores()).containsEntry("system_deployment", 4).containsEntry("web_application", 4);
        assertThat(detection.type()).contains("system_deployment");
        assertThat(detection.notes()).anyMatch(note -> note.contains("tie"));
        assertThat(DATA.templates().types()).containsExactly("system_deployment", "infrastructure_as_code", "data_pipeline", "web_application");
    }

    @Test
    void everySignalSaysWhatWhereAndHowMuch() throws IOException {
        make("web/package.json", "{\"dependencies\": {\"react\": \"1\"}}");
        Detection detection = detect(SpecFacts.NONE);
        assertThat(detection.signals()).anySatisfy(signal -> {
            assertThat(signal.type()).isEqualTo("web_application");
            assertThat(signal.weight()).isEqualTo(4);
            assertThat(signal.what()).isEqualTo("react in web/package.json");
            assertThat(signal.where()).isEqualTo("web/package.json");
        });
        assertThat(detection.scores().get("web_application")).isEqualTo(detection.signals().stream().mapToInt(Detection.Signal::weight).sum());
    }

    @Test
    void anUnknownTypeLineIsLeftAsideAndSaid() {
        Detection detection = detect(spec("spec.md", "x", "Mobile \u001b[31mGame"));
        assertThat(detection.type()).isEmpty();
        assertThat(detection.notes()).anyMatch(note -> note.contains("TYPE: Mobile Game"));
    }

    @Test
    void linksAreNotFollowedAndABigTreeIsCutWithANote() throws IOException {
        make("outside/package.json", "");
        Path inner = Files.createDirectories(project.resolve("inner"));
        Files.createSymbolicLink(inner.resolve("link"), project.resolve("outside"));
        Files.createSymbolicLink(inner.resolve("loop"), inner);
        assertThat(ProjectTree.look(inner, DATA.templates().bounds()).entries()).isEmpty();

        for (int i = 0; i < 30; i++) {
            make("many/f" + i, "");
        }
        ProjectTree cut = ProjectTree.look(project, new ProjectTree.Bounds(10, Duration.ofSeconds(5), Set.of()));
        assertThat(cut.entries()).hasSize(10);
        assertThat(cut.gaps()).singleElement().asString().contains("10 entries");
        ProjectTree late = ProjectTree.look(project, new ProjectTree.Bounds(10_000, Duration.ZERO, Set.of()));
        assertThat(late.gaps()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$(touch canary)", "a b'c\"d", "#(touch canary)", "line\nbreak", "-rf", "\u202egpj.tf", "ü ñ 漢"})
    void hostileFileNamesAreOnlyText(String name) throws IOException {
        make(name + "/main.tf", "");
        Detection detection = detect(SpecFacts.NONE);
        assertThat(detection.type()).contains("infrastructure_as_code");
        assertThat(detection.signals()).allSatisfy(signal -> assertThat(signal.where()).doesNotContain("\n", "\u202e"));
    }

    private Detection detect(SpecFacts spec) {
        return DATA.analyse(project, spec).detection();
    }

    private static SpecFacts spec(String name, String text, String type) {
        return new SpecFacts(name, text, Optional.ofNullable(type), 0);
    }

    private void make(String name, String text) throws IOException {
        Path path = project.resolve(name);
        if (name.endsWith("/")) {
            Files.createDirectories(path);
            Files.writeString(path.resolve("keep"), "");
        } else {
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        }
    }
}
