package mc.tmux;

import java.util.List;
import mc.process.Exec;

/** One tmux process for each call. {@code -N}: never starts a server. Immutable and thread-safe. */
record OneShot(TmuxSettings settings) implements Door {

    @Override
    public Reply send(List<TmuxCommand> commands, int maxBytes) {
        return send(commands, "", maxBytes);
    }

    /** As {@link #send(List, int)}, with {@code input} on the standard input, for {@code load-buffer -}. */
    Reply send(List<TmuxCommand> commands, String input, int maxBytes) {
        List<String> argv = settings.argv(List.of("-N"));
        argv.addAll(TmuxCommand.argv(commands));
        return reply(commands, Exec.of(argv).withOnly(settings.env()).timeout(settings.timeout()).input(input).maxOutput(maxBytes).run());
    }

    /** Runs the commands in a server that is started if none runs, in the given scope. */
    Reply start(List<TmuxCommand> commands, ServerScope scope) {
        return reply(commands, scope.exec(settings.argv(TmuxCommand.argv(commands)), settings.env()).timeout(settings.timeout()).run());
    }

    private Reply reply(List<TmuxCommand> commands, Exec.Result result) {
        if (result.timedOut()) {
            throw TmuxErrors.timeout(commands, settings.timeout());
        }
        if (result.exitCode() != 0) {
            throw TmuxErrors.of(result.stderr().isBlank() ? result.stdout() : result.stderr(), true);
        }
        return new Reply(result.stdout(), result.truncated());
    }
}
