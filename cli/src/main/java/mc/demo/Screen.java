package mc.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The terminal's main screen: lines of the conversation, which scroll away upwards into the scrollback, and below them the live rows, which are
 * redrawn in place. Live rows never wrap, so their height is known whatever the terminal thinks of a character's width. Used by one thread.
 */
final class Screen {

    private static final int REMEMBERED_LINES = 200;

    private final OutputStream out;
    private final Deque<String> history = new ArrayDeque<>();
    private Terminal.Size size;
    private int liveRows;
    private int cursorRow;

    Screen(OutputStream out, Terminal.Size size) {
        this.out = out;
        this.size = size;
    }

    Terminal.Size size() {
        return size;
    }

    /** What is drawn at the bottom: the rows (SGR sequences allowed) and where the cursor stands in them. */
    record Live(List<String> rows, int cursorRow, int cursorColumn) {

        /** At most {@code max} rows: the last ones. */
        Live fitting(int max) {
            int surplus = Math.max(0, rows.size() - max);
            return surplus == 0 ? this : new Live(rows.subList(surplus, rows.size()), Math.max(0, cursorRow - surplus), cursorColumn);
        }
    }

    /** Adds lines to the conversation and draws the live rows anew below them. */
    void draw(List<String> newLines, Live live) {
        StringBuilder text = new StringBuilder("\u001b[?25l");
        eraseLive(text);
        for (String line : newLines) {
            remember(line);
            text.append(line).append("\u001b[m\r\n");
        }
        appendLive(text, live);
        write(text);
    }

    /** Draws everything visible anew: after a resize nobody knows where the old rows have gone. */
    void resize(Terminal.Size now, Live live) {
        size = now;
        StringBuilder text = new StringBuilder("\u001b[?25l\u001b[H");
        for (int row = 0; row < size.rows(); row++) {
            text.append("\u001b[2K").append(row < size.rows() - 1 ? "\u001b[1B" : "\u001b[H");
        }
        int room = size.rows() - Math.min(live.rows().size(), size.rows() - 1);
        Deque<String> shown = new ArrayDeque<>();
        for (var lines = history.descendingIterator(); lines.hasNext(); ) {
            String line = lines.next();
            room -= Cells.wrap(line.replaceAll("\u001b\\[[0-9;]*m", ""), size.columns()).size();
            if (room < 0) {
                break;
            }
            shown.addFirst(line);
        }
        shown.forEach(line -> text.append(line).append("\u001b[m\r\n"));
        appendLive(text, live);
        write(text);
    }

    /** Takes the live rows away: a window whose program has ended must not look as if one could type. */
    void leave() {
        StringBuilder text = new StringBuilder();
        eraseLive(text);
        liveRows = 0;
        cursorRow = 0;
        write(text.append("\u001b[?2004l\u001b[?25h"));
    }

    private void eraseLive(StringBuilder text) {
        text.append('\r');
        if (cursorRow > 0) {
            text.append("\u001b[").append(cursorRow).append('A');
        }
        // row by row: clearing the whole screen would push a copy of it into tmux's scrollback
        for (int row = 0; row < liveRows; row++) {
            text.append("\u001b[2K").append(row < liveRows - 1 ? "\u001b[1B" : "");
        }
        if (liveRows > 1) {
            text.append("\u001b[").append(liveRows - 1).append('A');
        }
    }

    private void appendLive(StringBuilder text, Live wanted) {
        Live live = wanted.fitting(Math.max(1, size.rows() - 1));
        text.append("\u001b[?7l").append(String.join("\u001b[m\r\n", live.rows())).append("\u001b[m\u001b[?7h\r");
        liveRows = live.rows().size();
        cursorRow = live.cursorRow();
        if (liveRows - 1 > cursorRow) {
            text.append("\u001b[").append(liveRows - 1 - cursorRow).append('A');
        }
        if (live.cursorColumn() > 0) {
            text.append("\u001b[").append(live.cursorColumn()).append('C');
        }
        text.append("\u001b[?25h");
    }

    private void remember(String line) {
        history.addLast(line);
        if (history.size() > REMEMBERED_LINES) {
            history.removeFirst();
        }
    }

    private void write(StringBuilder text) {
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            // the terminal is gone; the hang-up signal ends the program
        }
    }
}
