package mc.cli;

/** One command: picocli fills its fields, {@link #run} makes the call and prints the answer. */
public interface Command {

    /** Does it and returns the exit code; throws {@link mc.Failure} for everything a person can act on. */
    int run(Cli cli) throws Exception;
}
