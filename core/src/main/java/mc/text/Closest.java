package mc.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what a person probably meant by a name that does not exist. Stateless and thread-safe. */
public final class Closest {

    private static final int MAX_LENGTH = 64; // longer input is no slip of the finger, and the table below grows with its length

    private Closest() {}

    /** A name without case, spaces, hyphens and underscores: {@code Project-Manager} and {@code project_manager} are the same. */
    public static String squeeze(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "");
    }

    /** At most three candidates that resemble the name, the nearest first; empty when none does. */
    public static List<String> to(String name, Collection<String> candidates) {
        String wanted = squeeze(name);
        if (wanted.isEmpty() || wanted.length() > MAX_LENGTH) {
            return List.of();
        }
        return candidates.stream()
                .filter(candidate -> distance(wanted, squeeze(candidate)) <= Math.max(1, Math.min(3, wanted.length() / 2)))
                .sorted(Comparator.<String>comparingInt(candidate -> distance(wanted, squeeze(candidate))).thenComparing(Comparator.naturalOrder()))
                .limit(3)
                .toList();
    }

    /** Edit distance; 1 when the shorter one (of three letters or more) begins the longer one. */
    private static int distance(String a, String b) {
        if (Math.min(a.length(), b.length()) >= 3 && (a.startsWith(b) || b.startsWith(a))) {
            return a.equals(b) ? 0 : 1;
        }
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
