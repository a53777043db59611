package mc.tmux;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Cuts the answer to one line of commands out of what a control client reads. tmux puts each command's output between
 * {@code %begin T N F} and {@code %end T N F} (or {@code %error}) without quoting it, so a pane can show a forged end. Therefore a
 * second command prints a nonce nobody can know: the answer is what came before it, and of several ends of the last command the
 * last one is real. Used by one thread; {@link #answer} may be waited for by another.
 */
final class ControlFrame {

    private static final String BEGIN = "%begin ";

    private final List<TmuxCommand> commands;
    private final String nonce;
    private final int maxBytes;
    private final CompletableFuture<Reply> answer = new CompletableFuture<>();
    private final List<String> notices = new ArrayList<>();

    private final StringBuilder text = new StringBuilder();
    private final List<String> block = new ArrayList<>();
    private int kept;
    private boolean truncated;
    private int number; // of the command whose block is read, from 1
    private String guard; // "T N F" of the open block, null outside
    private int end = -1; // where in the open block its end was last seen
    private boolean error;
    private TmuxException failure;
    private boolean nonceSeen;

    ControlFrame(List<TmuxCommand> commands, String nonce, int maxBytes) {
        this.commands = commands;
        this.nonce = nonce;
        this.maxBytes = maxBytes;
    }

    String lines() {
        return TmuxCommand.line(commands) + "\n" + "display-message -p " + nonce + "\n";
    }

    CompletableFuture<Reply> answer() {
        return answer;
    }

    /** The notification lines that came before, between and after the blocks; all there after {@link #complete}. */
    List<String> notices() {
        return notices;
    }

    /** Takes the next line; true when it was the last, so that {@link #complete} can be called. */
    boolean accept(String line) {
        if (nonceSeen) {
            return true;
        }
        if (line.equals(nonce)) {
            nonceSeen = true;
        } else if (guard == null) {
            outside(line);
        } else {
            inside(line);
        }
        return false;
    }

    private void outside(String line) {
        if (line.startsWith(BEGIN) && line.endsWith(" 1") && number < commands.size() && failure == null) {
            guard = line.substring(BEGIN.length());
            number++;
        } else {
            notices.add(line);
        }
    }

    private void inside(String line) {
        boolean isEnd = line.equals("%end " + guard);
        boolean isError = line.equals("%error " + guard);
        if (isEnd || isError) {
            end = block.size();
            error = isError;
        }
        if (kept + line.length() < maxBytes) {
            block.add(line);
            kept += line.length() + 1;
        } else {
            truncated = true;
        }
        if (end >= 0 && number < commands.size()) {
            closeBlock();
        }
    }

    private void closeBlock() {
        String output = String.join("\n", block.subList(0, end));
        if (error) {
            failure = TmuxErrors.of(output, false);
        } else if (end > 0) {
            text.append(output).append('\n');
        }
        int next = Math.min(block.size(), end + 1);
        block.subList(next, block.size()).stream().filter(l -> !l.startsWith(BEGIN)).forEach(notices::add);
        block.clear();
        guard = null;
        end = -1;
    }

    /** Gives the answer to whoever waits for it. */
    void complete() {
        if (guard != null && end >= 0) {
            closeBlock();
        }
        if (failure != null) {
            answer.completeExceptionally(failure);
        } else if (guard != null || number < commands.size()) {
            answer.completeExceptionally(new TmuxException.NoAnswer("tmux answered something else than was asked, so the state is unknown."));
        } else {
            answer.complete(new Reply(text.toString(), truncated));
        }
    }

    /** Ends the wait because the connection ended. */
    void fail(String reason) {
        answer.completeExceptionally(new TmuxException.NoAnswer("The connection to tmux ended before it answered " + commands.get(0).name() + " (" + reason + "), so the state is unknown, not gone."));
    }
}
