package mc.docs;

import static mc.docs.Document.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.daemon.Config;
import mc.Failure;
import mc.Home;
import mc.agent.AgentState;
import mc.cli.App;
import mc.message.Message;
import mc.mission.Missions;
import mc.testing.ShippedData;
import mc.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the documents and templates say of commands, options, files, states and messages is true of the program. */
class DocsTest {

    private static final Pattern PLACE = Pattern.compile("(core|cli|docs|scripts|templates|registry|\\.ci)/[A-Za-z0-9_./*-]*|pom\\.xml|README\\.md");
    private static final Pattern NAME = Pattern.compile("(?:[A-Z][a-z0-9]+){2,}|MC_[A-Z_]+");

    private final CommandLine mc = App.complete();
    private final Document guide = Document.of("docs/user-guide.md");

    @Test
    void everyCommandLineCanBeTyped() {
        assertThat(allTexts().flatMap(d -> Stream.concat(d.codeLines().stream(), d.spans().stream()).flatMap(code -> Invocation.in(code).stream())
                .flatMap(i -> i.mistakes(mc).stream()).map(mistake -> d.name() + ": " + mistake))).isEmpty();
    }

    @Test
    void everyOptionNamedAloneExists() {
        List<String> known = Stream.concat(Invocation.below(mc).flatMap(c -> c.getCommandSpec().optionsMap().keySet().stream()), Stream.of("--help", "--version")).toList();
        for (String name : List.of("README.md", "docs/user-guide.md", "docs/AUTO_ORCHESTRATE.md", "docs/troubleshooting.md")) {
            String scripts = content("scripts/install") + content("scripts/test");
            assertThat(Document.of(name).spans().stream().filter(s -> s.startsWith("-") && !s.startsWith("-f")).map(s -> s.split("[ =]")[0]).filter(o -> !scripts.contains(o))).as(name).isSubsetOf(known);
        }
    }

    @Test
    void theGuideTellsOfEveryCommandAndOption() {
        List<String> untold = new ArrayList<>();
        Invocation.below(mc).forEach(command -> {
            String words = command.getCommandSpec().qualifiedName(" ");
            String section = guide.section(words).isEmpty() ? guide.section(words.replaceFirst(" \\S+$", "")) : guide.section(words);
            boolean isTold = section.contains("`" + words) || section.contains("    " + words) || section.startsWith("### " + words);
            if (!isTold && !words.matches("mc (plan|worktree)")) { // told of by their only subcommand
                untold.add(words);
            }
            Invocation.options(command).stream().filter(option -> command.getSubcommands().isEmpty() && !Pattern.compile("`" + option + "(?![a-z-])").matcher(section).find()).forEach(option -> untold.add(words + " " + option));
        });
        assertThat(untold).isEmpty();
    }

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Document document : Document.all()) {
            for (String link : document.links()) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty() ? document.file() : document.file().resolveSibling(parts[0]).normalize();
                boolean isThere = link.startsWith("https://") || Files.exists(target) && (parts.length == 1 || Document.of(ROOT.relativize(target).toString()).anchors().contains(parts[1]));
                if (!isThere) {
                    broken.add(document.name() + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPlaceAndNameExists() throws IOException {
        String sources = sources("core/src/main", "cli/src/main", "cli/src/test", "templates", "scripts");
        List<String> unknown = new ArrayList<>();
        for (Document document : Document.all()) {
            for (String span : document.spans()) {
                if (PLACE.matcher(span).matches() && !exists(span) || NAME.matcher(span).matches() && !Pattern.compile("\\b" + span + "\\b").matcher(sources).find()) {
                    unknown.add(document.name() + ": " + span);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void theRulesForAgentsFitOnAScreen() {
        assertThat(Document.of("AGENTS.md").text().lines().count()).isLessThanOrEqualTo(60);
    }

    @Test
    void tablesNameWhatThereIs() {
        assertThat(Document.firstColumn(guide.section("States"))).containsExactlyInAnyOrderElementsOf(Stream.of(AgentState.values()).map(AgentState::text).toList());
        assertThat(Document.firstColumn(guide.section("Receipts"))).containsExactlyInAnyOrderElementsOf(Stream.of(Message.Status.values()).map(Message.Status::text).toList());
        assertThat(Document.firstColumn(guide.section("Roles, teams and templates")).stream().filter(s -> !s.contains("/"))).containsExactlyInAnyOrderElementsOf(ShippedData.DATA.roles().ids());
        String codes = Document.of("README.md").section("Exit codes");
        assertThat(Failure.Kind.values()).allSatisfy(kind -> assertThat(codes).contains("| " + kind.exitCode() + " | "));
    }

    @Test
    void theConfigurationInTheGuideIsTakenWhole(@TempDir Path dir) throws IOException {
        Home home = new Home(dir);
        Files.writeString(home.config(), guide.fenced("yaml"));
        assertThat(Config.load(home, Map.of()).agentEnv()).containsExactly("DATABASE_URL");
        Files.writeString(home.config(), "nonsense: 1\n");
        assertThatCode(() -> Config.load(home, Map.of())).hasMessageContaining("it knows agent, claude, messaging, plan, restart, tmux");
        assertThat(guide.fenced("yaml").lines().filter(line -> line.matches("\\w+:.*")).map(line -> line.split(":")[0])).containsExactlyInAnyOrder("agent", "claude", "messaging", "plan", "restart", "tmux");
    }

    @Test
    void theStatusForScriptsIsToldInFull() {
        var status = Json.parse(guide.fenced("json"));
        assertThat(names(status.path("missions").path(0))).containsExactlyInAnyOrderElementsOf(components(Missions.MissionView.class));
        assertThat(names(status.path("missions").path(0).path("agents").path(0))).containsExactlyInAnyOrderElementsOf(components(Missions.AgentView.class));
    }

    @Test
    void troubleshootingQuotesMessagesThatExist() throws IOException {
        String sources = sources("core/src/main", "cli/src/main", "scripts").replace("\\\"", "\"");
        List<String> unknown = Document.firstColumn(Document.of("docs/troubleshooting.md").text()).stream()
                .flatMap(message -> Arrays.stream(message.split("…|[0-9]+\\.[0-9]+(\\.[0-9]+)?|\\b[NM3]\\b|: "))).map(String::strip).filter(part -> part.length() >= 8 && !sources.contains(part)).toList();
        assertThat(unknown).isEmpty();
    }

    /** The documents, and the templates in which agents read what to type. */
    private static Stream<Document> allTexts() {
        try (Stream<Path> templates = Files.walk(ROOT.resolve("templates"))) {
            List<Document> prompts = templates.filter(f -> f.toString().matches(".*\\.(md|yaml)")).map(f -> Document.of(ROOT.relativize(f).toString())).toList();
            return Stream.concat(Document.all().stream(), prompts.stream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean exists(String place) throws IOException {
        if (Files.exists(ROOT.resolve(place))) {
            return true;
        }
        String pattern = place.replaceAll("\\b[A-Z]{3,}\\b", "*"); // KIND.yaml stands for any
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + ROOT.resolve(pattern));
        try (Stream<Path> files = Files.walk(ROOT.resolve(pattern).getParent())) {
            return files.anyMatch(matcher::matches);
        }
    }

    private static String sources(String... dirs) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String dir : dirs) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(dir))) {
                files.filter(Files::isRegularFile).map(f -> ROOT.relativize(f).toString()).map(DocsTest::content).forEach(all::append);
            }
        }
        return all.toString();
    }

    private static String content(String file) {
        return Document.of(file).text();
    }

    private static List<String> names(com.fasterxml.jackson.databind.JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toList());
    }

    private static List<String> components(Class<? extends Record> type) {
        return Stream.of(type.getRecordComponents()).map(RecordComponent::getName).toList();
    }
}
