package mc.cli;

import mc.Failure;

@picocli.CommandLine.Command(name = "compliance", mixinStandardHelpOptions = true, description = "The team's rules, and what was broken of them.", subcommands = {ComplianceRulesCommand.class})
final class ComplianceCommand implements Command {

    @Override
    public int run(Cli cli) {
        throw Failure.usage("mc compliance needs a further word.", "mc compliance rules");
    }
}
