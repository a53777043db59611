package mc.cli;

@picocli.CommandLine.Command(
        name = "compliance",
        mixinStandardHelpOptions = true,
        description = "The team's rules: what was broken, what mends it, and how well they are kept.",
        footer = {"", "  mc compliance rules", "  mc compliance violations", "  mc compliance report", "More: docs/compliance.md"},
        subcommands = {
            ComplianceRulesCommand.class,
            ComplianceViolationsCommand.class,
            ComplianceCheckCommand.class,
            ComplianceResolveCommand.class,
            ComplianceAnalyzeCommand.class,
            ComplianceReportCommand.class
        })
final class ComplianceCommand {}
