package mc.store;

import java.time.Instant;

/**
 * Times in the tables are text as {@link Instant#toString} writes it: a fraction of a second is there only when there is one, and {@code .}
 * sorts before {@code Z}. Compared with {@code 00:00:00Z}, all that happened later in that second would lie before it. Stateless.
 */
public final class TextTime {

    private TextTime() {}

    /** What a column of times is compared with: {@code at >= :bound} is true of this time and later ones, {@code at < :bound} of earlier ones. */
    public static String bound(Instant time) {
        String text = time.toString();
        return text.substring(0, text.length() - 1);
    }
}
