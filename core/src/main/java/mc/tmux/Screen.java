package mc.tmux;

import java.util.List;

/**
 * What a pane showed at one moment. Hostile text: clean it with {@link mc.text.Untrusted} before showing or storing it.
 *
 * @param lines top to bottom, without trailing spaces; with colours, SGR escapes are in them
 * @param cursorColumn from 0, within the visible screen
 * @param cursorRow from 0, within the visible screen, so counted from {@code lines.size() - height} when history was asked for
 * @param truncated whether the end was cut off at the bound of {@value Door#USUAL_BYTES} bytes
 */
public record Screen(List<String> lines, int cursorColumn, int cursorRow, int width, int height, boolean alternate, boolean truncated) {

    public String text() {
        return String.join("\n", lines);
    }
}
