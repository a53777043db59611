package mc.tmux;

import java.util.List;

/** Which part of a pane to read. Immutable. */
public record CaptureRange(List<String> arguments) {

    /** The screen as a person would see it. */
    public static CaptureRange visible() {
        return new CaptureRange(List.of());
    }

    /** The last {@code lines} lines above the screen, and the screen. */
    public static CaptureRange withHistory(int lines) {
        if (lines < 0) {
            throw new IllegalArgumentException("A number of lines is not negative: " + lines);
        }
        return new CaptureRange(List.of("-S", "-" + lines));
    }

    /** The whole history and the screen. */
    public static CaptureRange all() {
        return new CaptureRange(List.of("-S", "-", "-E", "-"));
    }
}
