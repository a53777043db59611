package mc.team;

import static mc.testing.ShippedData.DATA;
import static mc.testing.ShippedData.metrics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import mc.Failure;
import mc.text.YamlSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectMetricsTest {

    @TempDir
    Path project;

    @Test
    void servicesAreCountedFromComposeUnitsAndWorkloads() throws IOException {
        Files.writeString(project.resolve("docker-compose.yml"), "services:\n  api: {image: a}\n  db: {image: b}\n");
        Files.writeString(project.resolve("compose.broken.yml"), "services: [unclosed");
        Files.writeString(project.resolve("worker.service"), "[Service]\n");
        Files.writeString(project.resolve("web.yaml"), "kind: Deployment\n---\nkind: Service\n---\nkind: StatefulSet\n");
        Metric services = DATA.analyse(project, SpecFacts.NONE).metrics().get("service_count");
        assertThat(services.value()).isEqualTo("5");
        assertThat(services.evidence()).contains("api (docker-compose.yml)", "worker.service", "Deployment (web.yaml)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "keep it in files, no database, without PostgreSQL|0|false|none",
        "store users in PostgreSQL|1|true|low",
        "PostgreSQL for users and Redis for sessions|2|true|high",
        "PostgreSQL with streaming replication|1|true|high",
        "replication of documents|0|false|none",
    })
    void databasesAreCountedAndJudged(String text, String count, String has, String complexity) {
        ProjectMetrics metrics = metrics(text);
        assertThat(metrics.get("databases").value()).isEqualTo(count);
        assertThat(metrics.get("has_database").value()).isEqualTo(has);
        assertThat(metrics.get("database_complexity").value()).isEqualTo(complexity);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "has_database: true|all|Postgres|true",
        "has_database: true, database_complexity: high|all|Postgres|false",
        "has_database: true, database_complexity: high|any|Postgres|true",
        "databases: '>1'|all|Postgres and Redis|true",
        "databases: '>2'|all|Postgres and Redis|false",
        "databases: '>= 2'|all|Postgres and Redis|true",
        "databases: '<2'|all|Postgres|true",
        "databases: '<=0'|all|Postgres|false",
        "databases: 2|all|Postgres and Redis|true",
        "databases: '!=2'|all|Postgres and Redis|false",
        "database_complexity: '>1'|all|Postgres and Redis|false",
        "requires_sla: true, service_count: '>5'|any|an uptime of 99 %|true",
        "requires_sla: true|any|nothing|false",
    })
    void conditionsHoldAsWritten(String conditions, String match, String text, boolean holds) {
        Conditions parsed = Conditions.of(YamlSection.parse("match: " + match + "\nconditions: {" + conditions + "}\n", "t"), DATA.templates().flags().keySet());
        Conditions.Verdict verdict = parsed.judge(metrics(text));
        assertThat(verdict.holds()).isEqualTo(holds);
        assertThat(verdict.because()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"match: most|match must be all or any", "conditions: {moon_phase: full}|conditions.moon_phase is no fact", "conditions: {databases: '>x'}|conditions.databases must be"})
    void badConditionsNameTheKey(String yaml, String message) {
        assertThatThrownBy(() -> Conditions.of(YamlSection.parse(yaml, "teams.yaml"), Set.of())).isInstanceOf(Failure.class).hasMessageContaining("teams.yaml").hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"10,0,small", "600,3,small", "600,10,medium", "2500,60,medium", "9000,130,large"})
    void sizeGrowsWithTheSpec(int words, int requirements, String size) {
        SpecFacts spec = new SpecFacts("spec.md", "word ".repeat(words), Optional.empty(), requirements);
        ComplexityEstimator.Estimate estimate = DATA.analyse(project, spec).estimate();
        assertThat(estimate.size().name()).isEqualTo(size);
        assertThat(estimate.because()).hasSize(5).anyMatch(line -> line.startsWith("spec words " + words));
    }

    @Test
    void everythingAtItsMostIsAnEnterprise() {
        assertThat(DATA.limits().grades()).hasSize(5);
        assertThat(DATA.limits().size("enterprise").fromPoints()).isLessThanOrEqualTo(15);
        assertThat(DATA.limits().sizes().keySet()).containsExactly("small", "medium", "large", "enterprise");
    }
}
