package mc.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import mc.Build;
import mc.Failure;
import mc.Home;
import mc.text.Closest;
import mc.text.SafeFiles;
import mc.text.Untrusted;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Finds the command a line names, runs it, and turns what it throws into a message and an exit code. */
public final class App {

    private final Cli cli;

    public App(Cli cli) {
        this.cli = cli;
    }

    public int run(String... args) {
        try {
            if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
                cli.say("mc " + Build.current().full());
                return 0;
            }
            StatusCommand status = StatusCommand.plain(args);
            return status != null ? status.run(cli) : commandLine(args).execute(args);
        } catch (Failure failure) {
            return report(failure);
        } catch (RuntimeException e) {
            return bug(e, args);
        }
    }

    /** The command line with the one command that {@code args} name: registering them all would cost each call the time of all. */
    private CommandLine commandLine(String[] args) {
        Map<String, Supplier<Object>> commands = Commands.byName();
        Supplier<Object> named = args.length == 0 ? null : commands.get(args[0]);
        Map<String, Supplier<Object>> needed = named == null ? commands : Map.of(args[0], named);
        CommandLine line = new CommandLine(new Commands.Root());
        needed.forEach((name, command) -> line.addSubcommand(name, command.get()));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Commands::list);
        line.setOut(new PrintWriter(cli.out(), true));
        line.setErr(new PrintWriter(cli.err(), true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(cli.isTerminal() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setExecutionStrategy(this::execute);
        line.setParameterExceptionHandler(this::misused);
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, args));
        line.setUsageHelpWidth(100); // of the subcommands too
        return line;
    }

    private int execute(CommandLine.ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        List<CommandLine> chain = parsed.asCommandLineList();
        CommandLine last = chain.get(chain.size() - 1);
        Object command = last.getCommand();
        if (!(command instanceof Command runnable)) {
            return group(last);
        }
        try {
            return runnable.run(cli);
        } catch (Exception e) {
            throw new CommandLine.ExecutionException(last, "failed", e);
        }
    }

    /** A word that only gathers commands. */
    private int group(CommandLine group) {
        if (group.getParent() == null) {
            group.usage(group.getOut());
            return group.getParseResult().originalArgs().isEmpty() ? 0 : Failure.Kind.USAGE.exitCode();
        }
        String name = group.getCommandSpec().qualifiedName(" ");
        return report(Failure.usage(name + " needs a further word: " + String.join(", ", group.getSubcommands().keySet()) + ".", name + " --help tells more."));
    }

    private int misused(CommandLine.ParameterException e, String[] args) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        if (spec.parent() == null && args.length > 0 && !args[0].startsWith("-") && !Commands.byName().containsKey(args[0])) {
            List<String> closest = Closest.to(args[0], Commands.byName().keySet());
            return report(Failure.usage("There is no command " + Untrusted.line(args[0], 40) + "." + (closest.isEmpty() ? "" : " Did you mean " + String.join(" or ", closest) + "?"), "mc --help lists the commands."));
        }
        cli.err().println("mc: " + Untrusted.line(e.getMessage(), 500));
        List<String> similar = e instanceof CommandLine.UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        if (!similar.isEmpty()) {
            cli.err().println("  Did you mean: " + String.join(", ", similar));
        }
        cli.err().println("  " + (spec.parent() == null ? "mc --help lists the commands." : spec.qualifiedName(" ") + " --help tells how to use it."));
        return Failure.Kind.USAGE.exitCode();
    }

    private int failed(Exception e, String[] args) {
        Throwable cause = e instanceof CommandLine.ExecutionException && e.getCause() != null ? e.getCause() : e;
        return cause instanceof Failure failure ? report(failure) : bug(cause, args);
    }

    private int report(Failure failure) {
        cli.out().flush();
        cli.err().println("mc: " + Untrusted.block(failure.getMessage()));
        if (!failure.hint().isEmpty()) {
            cli.err().println("  " + Untrusted.block(failure.hint()).replace("\n", "\n  "));
        }
        return failure.kind().exitCode();
    }

    /** Something mc's makers did not foresee: the report holds what they need, without the arguments' values. */
    private int bug(Throwable cause, String[] args) {
        StringWriter report = new StringWriter();
        PrintWriter writer = new PrintWriter(report);
        writer.println("mc " + Build.current().full() + ", Java " + Runtime.version() + ", " + System.getProperty("os.name") + ", " + Instant.now());
        writer.println("command: " + (args.length == 0 ? "" : args[0]) + " with " + Math.max(0, args.length - 1) + " argument(s)");
        cause.printStackTrace(writer);
        cli.err().println("mc: a bug in mc: " + Untrusted.line(String.valueOf(cause), 300));
        try {
            Home.privateDirectory(cli.home().log());
            Path file = cli.home().log().resolve("bug-" + Instant.now().toEpochMilli() + ".txt");
            SafeFiles.write(file, report.toString());
            cli.err().println("  The report is in " + file + "; please send it to mc's makers.");
        } catch (IOException | RuntimeException e) {
            cli.err().println(report);
        }
        return Failure.Kind.BUG.exitCode();
    }

    /** Every command with its own, for completion and for the test of the documents. */
    public static CommandLine complete() {
        CommandLine line = new CommandLine(new Commands.Root());
        new TreeMap<>(Commands.byName()).forEach((name, command) -> line.addSubcommand(name, command.get()));
        return line;
    }
}
