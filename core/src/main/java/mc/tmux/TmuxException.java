package mc.tmux;

import mc.Failure;

/**
 * Why tmux did not do what was asked. The four kinds must not be confused: only {@link NoServer} and {@link NoTarget} say that
 * something is not there; {@link NoAnswer} says that mc does not know, and whether the command took effect is unknown too.
 */
public abstract sealed class TmuxException extends RuntimeException {

    private TmuxException(String message) {
        super(message);
    }

    /** The same as a person should read it. */
    public abstract Failure toFailure();

    /** No tmux server listens on the socket. */
    public static final class NoServer extends TmuxException {
        public NoServer(String message) {
            super(message);
        }

        @Override
        public Failure toFailure() {
            return Failure.failed("mc's tmux server is not running: " + getMessage(), "`mc resume` brings the agents back, each with its conversation; `mc resume --status-only` shows what it would do.");
        }
    }

    /** The server answered that the session, window or pane does not exist. */
    public static final class NoTarget extends TmuxException {
        public NoTarget(String message) {
            super(message);
        }

        @Override
        public Failure toFailure() {
            return Failure.notFound("tmux: " + getMessage(), "`mc status` lists what there is.");
        }
    }

    /** tmux did not answer, or its answer was cut off: the state is unknown, nothing is known to be gone. */
    public static final class NoAnswer extends TmuxException {
        public NoAnswer(String message) {
            super(message);
        }

        @Override
        public Failure toFailure() {
            return Failure.failed(getMessage(), "Look again with `mc status`; `mc doctor` checks the tmux server.");
        }
    }

    /** The server answered with an error of any other kind. */
    public static final class Refused extends TmuxException {
        public Refused(String message) {
            super(message);
        }

        @Override
        public Failure toFailure() {
            return Failure.failed("tmux refused: " + getMessage(), "");
        }
    }
}
