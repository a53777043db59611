package mc.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The list of all commands. */
final class Commands {

    private Commands() {}

    /** What {@code mc} alone shows. */
    @CommandLine.Command(
            name = "mc",
            mixinStandardHelpOptions = true,
            versionProvider = VersionText.class,
            header = "Mission Control: turns a spec into a team of coding agents and keeps them working.",
            synopsisHeading = "%n",
            commandListHeading = "%n",
            footer = {
                "Start a team:       mc orchestrate --project ~/app --spec spec.md",
                "Try it first:       mc demo",
                "See, talk, watch:   mc status    mc why developer    mc send developer \"...\"    mc attach developer",
                "",
                "Exit codes: 0 done, 1 failed, 2 wrong use, 3 not found, 4 not proven or timed out,",
                "5 refused, 6 something is missing, 70 a bug."
            })
    static final class Root {}

    static final class VersionText implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"mc " + mc.Build.current().full()};
        }
    }

    /** A heading of {@code mc --help} and the commands under it, in the order to be shown: each a {@link Command}, or a mere group of some. */
    private record Group(String title, Map<String, Supplier<Object>> commands) {

        @SafeVarargs
        static Group of(String title, Map.Entry<String, Supplier<Object>>... commands) {
            Map<String, Supplier<Object>> inOrder = new LinkedHashMap<>();
            for (Map.Entry<String, Supplier<Object>> command : commands) {
                inOrder.put(command.getKey(), command.getValue());
            }
            return new Group(title, inOrder);
        }
    }

    private static final List<Group> GROUPS = List.of(
            Group.of("Start and end",
                    Map.entry("orchestrate", OrchestrateCommand::new),
                    Map.entry("demo", DemoCommand::new),
                    Map.entry("resume", ResumeCommand::new),
                    Map.entry("stop", StopCommand::new)),
            Group.of("See",
                    Map.entry("status", StatusCommand::new),
                    Map.entry("dashboard", DashboardCommand::new),
                    Map.entry("why", WhyCommand::new),
                    Map.entry("context", ContextCommand::new),
                    Map.entry("attach", AttachCommand::new),
                    Map.entry("peek", PeekCommand::new),
                    Map.entry("events", EventsCommand::new),
                    Map.entry("audit", AuditCommand::new)),
            Group.of("Talk",
                    Map.entry("send", SendCommand::new),
                    Map.entry("receipt", ReceiptCommand::new),
                    Map.entry("cancel", CancelCommand::new),
                    Map.entry("inbox", InboxCommand::new),
                    Map.entry("ack", AckCommand::new),
                    Map.entry("thread", ThreadCommand::new),
                    Map.entry("standup", StandupCommand::new)),
            Group.of("Work",
                    Map.entry("plan", PlanCommand::new),
                    Map.entry("task", TaskCommand::new),
                    Map.entry("report", ReportCommand::new),
                    Map.entry("deps", DepsCommand::new),
                    Map.entry("checkin", CheckInCommand::new),
                    Map.entry("git", GitCommand::new),
                    Map.entry("worktree", WorktreeCommand::new),
                    Map.entry("recover", RecoverCommand::new),
                    Map.entry("checkpoint", CheckpointCommand::new)),
            Group.of("Rules",
                    Map.entry("compliance", ComplianceCommand::new),
                    Map.entry("monitor", MonitorCommand::new)),
            Group.of("Teams",
                    Map.entry("agent", AgentCommand::new),
                    Map.entry("role", RoleCommand::new),
                    Map.entry("team", TeamCommand::new)),
            Group.of("Upkeep",
                    Map.entry("doctor", DoctorCommand::new),
                    Map.entry("health", HealthCommand::new),
                    Map.entry("validate", ValidateCommand::new),
                    Map.entry("backup", BackupCommand::new),
                    Map.entry("restore", RestoreCommand::new),
                    Map.entry("daemon", DaemonCommand::new),
                    Map.entry("completion", CompletionCommand::new)));

    static Map<String, Supplier<Object>> byName() {
        Map<String, Supplier<Object>> all = new LinkedHashMap<>();
        GROUPS.forEach(group -> all.putAll(group.commands()));
        return all;
    }

    /** The list of all commands for {@code mc --help}: by group, each with the first sentence of what it says of itself. */
    static String list(CommandLine.Help help) {
        StringBuilder text = new StringBuilder();
        for (Group group : GROUPS) {
            TextTable table = TextTable.forColumns(help.colorScheme(), new Column(16, 2, Column.Overflow.SPAN), new Column(84, 0, Column.Overflow.WRAP));
            group.commands().keySet().stream().filter(help.subcommands()::containsKey)
                    .forEach(name -> table.addRowValues(name, firstSentence(help.subcommands().get(name).commandSpec().usageMessage())));
            text.append(group.title()).append('\n').append(table).append('\n');
        }
        return text.toString();
    }

    private static String firstSentence(UsageMessageSpec usage) {
        String[] words = usage.header().length > 0 ? usage.header() : usage.description();
        return words[0].split("(?<=\\.) ", 2)[0];
    }
}
