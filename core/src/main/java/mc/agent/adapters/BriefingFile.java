package mc.agent.adapters;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A briefing that goes into a file because it is too long for an argument, or not to be typed. Stateless. */
final class BriefingFile {

    /** The kernel takes 128 KiB per argument. */
    private static final int LONGEST_ARGUMENT = 100 * 1024;

    private BriefingFile() {}

    static boolean isNeededFor(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length > LONGEST_ARGUMENT;
    }

    /** The prompt in a briefing's place: it keeps the mark at its beginning, by which the first turn is proven. */
    static String inPlaceOf(String briefing, Path file) {
        return (briefing.startsWith("[mc ") ? briefing.substring(0, briefing.indexOf(']') + 1) + " " : "") + pointTo(file);
    }

    static String pointTo(Path file) {
        return "Your briefing is in the file " + file + ". Read all of it now, then carry it out.";
    }
}
