package mc.cli;

import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

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
            commandListHeading = "%nCommands:%n",
            footer = {
                "",
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

    static Map<String, Supplier<Command>> byName() {
        return Map.ofEntries(
                Map.entry("orchestrate", OrchestrateCommand::new),
                Map.entry("demo", DemoCommand::new),
                Map.entry("status", StatusCommand::new),
                Map.entry("health", HealthCommand::new),
                Map.entry("why", WhyCommand::new),
                Map.entry("context", ContextCommand::new),
                Map.entry("send", SendCommand::new),
                Map.entry("receipt", ReceiptCommand::new),
                Map.entry("inbox", InboxCommand::new),
                Map.entry("ack", AckCommand::new),
                Map.entry("thread", ThreadCommand::new),
                Map.entry("report", ReportCommand::new),
                Map.entry("task", TaskCommand::new),
                Map.entry("deps", DepsCommand::new),
                Map.entry("checkin", CheckInCommand::new),
                Map.entry("standup", StandupCommand::new),
                Map.entry("attach", AttachCommand::new),
                Map.entry("peek", PeekCommand::new),
                Map.entry("resume", ResumeCommand::new),
                Map.entry("stop", StopCommand::new),
                Map.entry("recover", RecoverCommand::new),
                Map.entry("doctor", DoctorCommand::new),
                Map.entry("validate", ValidateCommand::new),
                Map.entry("backup", BackupCommand::new),
                Map.entry("restore", RestoreCommand::new),
                Map.entry("daemon", DaemonCommand::new),
                Map.entry("events", EventsCommand::new),
                Map.entry("audit", AuditCommand::new),
                Map.entry("worktree", WorktreeCommand::new),
                Map.entry("git", GitCommand::new),
                Map.entry("plan", PlanCommand::new),
                Map.entry("role", RoleCommand::new),
                Map.entry("team", TeamCommand::new),
                Map.entry("agent", AgentCommand::new),
                Map.entry("compliance", ComplianceCommand::new),
                Map.entry("checkpoint", CheckpointCommand::new),
                Map.entry("monitor", MonitorCommand::new),
                Map.entry("dashboard", DashboardCommand::new),
                Map.entry("completion", CompletionCommand::new));
    }
}
