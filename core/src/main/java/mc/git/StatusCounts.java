package mc.git;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many paths differ from the last commit, by kind; one path may be both staged and unstaged. Immutable. */
public record StatusCounts(int staged, int unstaged, int untracked, int conflicted) {

    public static final StatusCounts CLEAN = new StatusCounts(0, 0, 0, 0);

    private static final Pattern WORDS = Pattern.compile("staged=(\\d{1,9}) unstaged=(\\d{1,9}) untracked=(\\d{1,9}) conflicted=(\\d{1,9})");

    public boolean clean() {
        return equals(CLEAN);
    }

    /** Counts what {@code git status --porcelain=v2 -z} lists. */
    static StatusCounts of(List<String> fields) {
        int staged = 0;
        int unstaged = 0;
        int untracked = 0;
        int conflicted = 0;
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            switch (field.isEmpty() ? ' ' : field.charAt(0)) {
                case '1', '2' -> {
                    staged += field.charAt(2) == '.' ? 0 : 1;
                    unstaged += field.charAt(3) == '.' ? 0 : 1;
                    i += field.charAt(0) == '2' ? 1 : 0; // a rename's old name is a field of its own
                }
                case 'u' -> conflicted++;
                case '?' -> untracked++;
                default -> { }
            }
        }
        return new StatusCounts(staged, unstaged, untracked, conflicted);
    }

    /** As they stand in a preserved commit's message. */
    String words() {
        return "staged=" + staged + " unstaged=" + unstaged + " untracked=" + untracked + " conflicted=" + conflicted;
    }

    static Optional<StatusCounts> parse(String words) {
        Matcher m = WORDS.matcher(words);
        return m.matches()
                ? Optional.of(new StatusCounts(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)), Integer.parseInt(m.group(4))))
                : Optional.empty();
    }
}
