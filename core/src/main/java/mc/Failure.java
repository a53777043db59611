package mc;

import java.util.Objects;

/**
 * Something that went wrong and that a person can act on: what happened and why (the message), and the command or step that
 * mends it (the hint). Every expected failure of mc is one of these; anything else that reaches the top is a bug.
 * Immutable and thread-safe.
 */
public final class Failure extends RuntimeException {

    /** What kind of failure it is; each kind is one exit code of the command line. */
    public enum Kind {
        FAILED(1),
        USAGE(2),
        NOT_FOUND(3),
        UNPROVEN(4),
        REFUSED(5),
        MISSING(6),
        BUG(70);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The process exit code, as documented in the user guide. */
        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;
    private final String hint;

    private Failure(Kind kind, String message, String hint, Throwable cause) {
        super(Objects.requireNonNull(message), cause);
        this.kind = Objects.requireNonNull(kind);
        this.hint = hint == null ? "" : hint;
    }

    /** A failure of the given kind; {@code hint} may be empty when there is nothing the user can do. */
    public static Failure of(Kind kind, String message, String hint) {
        return new Failure(kind, message, hint, null);
    }

    /** It was tried and did not work. */
    public static Failure failed(String message, String hint) {
        return of(Kind.FAILED, message, hint);
    }

    /** As {@link #failed(String, String)}, keeping the cause for the log. */
    public static Failure failed(String message, String hint, Throwable cause) {
        return new Failure(Kind.FAILED, message, hint, cause);
    }

    /** The user's input is wrong. */
    public static Failure usage(String message, String hint) {
        return of(Kind.USAGE, message, hint);
    }

    /** A named thing does not exist. */
    public static Failure notFound(String message, String hint) {
        return of(Kind.NOT_FOUND, message, hint);
    }

    /** It was done but nothing proves that it arrived, or it took too long. */
    public static Failure unproven(String message, String hint) {
        return of(Kind.UNPROVEN, message, hint);
    }

    /** A rule or the user's safety forbids it. */
    public static Failure refused(String message, String hint) {
        return of(Kind.REFUSED, message, hint);
    }

    /** A program, file or setting that is needed is not there. */
    public static Failure missing(String message, String hint) {
        return of(Kind.MISSING, message, hint);
    }

    public Kind kind() {
        return kind;
    }

    /** The command or step that mends it; empty when there is none, never null. */
    public String hint() {
        return hint;
    }
}
