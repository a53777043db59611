package mc.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mc.git.Repository;
import mc.mission.Orchestration;
import mc.plan.SpecFile;
import mc.plan.SpecParser;
import mc.team.Detection;
import mc.team.SpecFacts;
import mc.team.TeamData;
import mc.team.TeamTemplates;
import mc.text.Templates;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(name = "team", mixinStandardHelpOptions = true, description = "Teams for each type of project.", subcommands = {TeamCommand.ListCommand.class, TeamCommand.Show.class, TeamCommand.Detect.class})
final class TeamCommand implements Command {

    @Override
    public int run(Cli cli) {
        return new ListCommand().run(cli);
    }

    private static TeamTemplates teams(Cli cli) {
        return TeamData.load(new Templates(cli.home())).templates();
    }

    private static Map<String, Object> facts(String type, TeamTemplates teams) {
        var team = teams.forType(type.equals(Orchestration.NO_TYPE) ? Optional.empty() : Optional.of(type));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("type", type);
        facts.put("title", team.title());
        facts.put("core", team.core());
        facts.put("optional", team.optional());
        return facts;
    }

    @picocli.CommandLine.Command(name = "list", mixinStandardHelpOptions = true, description = "The team of each type of project; a project manager joins every team.")
    static final class ListCommand extends JsonCommand {

        @Override
        public int run(Cli cli) {
            TeamTemplates teams = teams(cli);
            List<Map<String, Object>> all = Stream.concat(teams.types().stream(), Stream.of(Orchestration.NO_TYPE)).map(t -> facts(t, teams)).toList();
            show(cli, Map.of("teams", all), answer -> {
                Table table = new Table("TYPE", "CORE", "OPTIONAL");
                all.forEach(f -> table.row(View.text(f, "type"), String.join(", ", View.texts(f, "core")), String.join(", ", View.texts(f, "optional"))));
                table.print(cli);
            });
            return 0;
        }
    }

    @picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true, description = "One team.")
    static final class Show extends JsonCommand {

        @Parameters(index = "0", paramLabel = "TYPE", description = "A type of project, as the list shows it; none is the team without a type.")
        String type;

        @Override
        public int run(Cli cli) {
            TeamTemplates teams = teams(cli);
            show(cli, facts(type.equals(Orchestration.NO_TYPE) ? type : teams.requireType(type), teams), team -> View.facts(team, cli));
            return 0;
        }
    }

    @picocli.CommandLine.Command(name = "detect", mixinStandardHelpOptions = true, description = "Tells which type a project is taken for.")
    static final class Detect extends JsonCommand {

        @Option(names = "--project", required = true, paramLabel = "DIR", description = "The project.")
        Path project;

        @Option(names = "--spec", paramLabel = "FILE", description = "A spec that speaks for a type, too.")
        Path spec;

        @Option(names = "--explain", description = "Everything that was seen, with its weight.")
        boolean explain;

        @Override
        public int run(Cli cli) {
            SpecFacts facts = spec == null ? SpecFacts.NONE : SpecParser.parse(spec.getFileName().toString(), SpecFile.read(spec)).facts();
            Detection detection = TeamData.load(new Templates(cli.home())).analyse(Repository.inspect(project).top(), facts).detection();
            String type = detection.type().orElse(Orchestration.NO_TYPE);
            if (json) {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("type", type);
                answer.put("scores", detection.scores());
                answer.put("signals", detection.signals().stream().map(s -> Map.of("type", s.type(), "weight", s.weight(), "why", s.why(), "what", s.what(), "where", s.where())).toList());
                answer.put("notes", detection.notes());
                cli.json(answer);
                return 0;
            }
            cli.say(cli.bold(type) + "  " + String.join(", ", detection.scores().entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList()));
            if (explain) {
                Table table = new Table("TYPE", "WEIGHT", "WHY", "WHAT", "WHERE");
                detection.signals().forEach(s -> table.row(s.type(), "+" + s.weight(), s.why(), s.what(), s.where()));
                table.print(cli);
            }
            detection.notes().forEach(cli::say);
            return 0;
        }
    }
}
