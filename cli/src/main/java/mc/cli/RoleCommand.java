package mc.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mc.team.Role;
import mc.team.RoleCatalogue;
import mc.text.Templates;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(name = "role", mixinStandardHelpOptions = true, description = "The catalogue of roles. Your own go into MC_HOME/templates/roles.", subcommands = {RoleCommand.ListCommand.class, RoleCommand.Show.class})
final class RoleCommand implements Command {

    @Override
    public int run(Cli cli) {
        return new ListCommand().run(cli);
    }

    private static RoleCatalogue roles(Cli cli) {
        return new RoleCatalogue(new Templates(cli.home()));
    }

    private static Map<String, Object> facts(Role role) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", role.id());
        facts.put("title", role.title());
        facts.put("aliases", role.aliases());
        facts.put("purpose", role.purpose());
        facts.put("tier", role.tier().name().toLowerCase(Locale.ROOT));
        facts.put("reportsTo", role.reportsTo().orElse(null));
        facts.put("prerequisites", role.prerequisites());
        facts.put("checkinMinutes", role.checkinMinutes());
        facts.put("branchPrefix", role.branchPrefix());
        facts.put("directories", role.directories());
        facts.put("window", role.windowName());
        facts.put("model", role.model().orElse(null));
        return facts;
    }

    @picocli.CommandLine.Command(name = "list", mixinStandardHelpOptions = true, description = "All roles.")
    static final class ListCommand extends JsonCommand {

        @Override
        public int run(Cli cli) {
            List<Role> all = roles(cli).all();
            show(cli, Map.of("roles", all.stream().map(RoleCommand::facts).toList()), answer -> {
                Table table = new Table("ROLE", "TIER", "CHECK-IN", "BRANCHES", "PURPOSE");
                all.forEach(r -> table.row(r.id(), r.tier().name().toLowerCase(Locale.ROOT), r.checkinMinutes() + "m", r.branchPrefix(), r.purpose()));
                table.print(cli);
            });
            return 0;
        }
    }

    @picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true, description = "One role: its facts and its briefing.")
    static final class Show extends JsonCommand {

        @Parameters(index = "0", paramLabel = "ROLE", description = "The role, or one of its other names.")
        String name;

        @Override
        public int run(Cli cli) {
            Role role = roles(cli).find(name);
            Map<String, Object> facts = facts(role);
            if (json) {
                facts.put("briefing", role.body());
                cli.json(facts);
            } else {
                View.facts(facts, cli);
                cli.say("");
                cli.say(role.body().strip());
            }
            return 0;
        }
    }
}
