package mc.compliance.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds roles in a sentence. Immutable and thread-safe.
 *
 * @param ids the id of each role by every name it goes by, in small letters without blanks, hyphens and underscores
 */
record RoleNames(Map<String, String> ids) {

    private static final int NOBODY = Integer.MAX_VALUE;
    private static final Pattern NO_PART_OF_A_NAME = Pattern.compile("[-_]|'s$");
    private static final Set<String> TO_WHOM = Set.of("to", "tell", "ask", "notify", "inform", "ping", "contact", "message", "with", "by", "from", "of", "call", "escalate");
    private static final Set<String> ARTICLES = Set.of("the", "your", "a", "an", "every", "each", "all", "our");

    /** A role's name of up to three words: from the word {@code at} to the one ahead of {@code end}. */
    record Mention(String role, int at, int end) {}

    List<Mention> in(Words words) {
        List<Mention> found = new ArrayList<>();
        for (int i = 0; i < words.all().size(); i++) {
            Mention longest = null;
            String name = "";
            for (int j = i; j < Math.min(i + 3, words.all().size()); j++) {
                name += NO_PART_OF_A_NAME.matcher(words.all().get(j)).replaceAll("");
                String role = ids.getOrDefault(name, ids.get(name.endsWith("s") ? name.substring(0, name.length() - 1) : name));
                longest = role == null ? longest : new Mention(role, i, j + 1);
            }
            if (longest != null) {
                found.add(longest);
                i = longest.end() - 1;
            }
        }
        return found;
    }

    /** The roles that all under these headings is for: the innermost ends with them, or one above it is nothing but their name. */
    List<String> addressed(List<Words> headings) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) {
            Words heading = headings.get(i);
            boolean isInnermost = i == headings.size() - 1;
            in(heading).stream().filter(role -> role.end() == heading.all().size() && (isInnermost || role.at() <= 1)).map(Mention::role).forEach(found::add);
        }
        return found;
    }

    /** Where the first role stands that has to keep to it, and is not whom something is told; before everything when the headings name one. */
    int someone(Words words, List<Words> headings) {
        return !addressed(headings).isEmpty() ? -1 : in(words).stream().filter(role -> !TO_WHOM.contains(words.ahead(role.at(), ARTICLES))).mapToInt(Mention::at).min().orElse(NOBODY);
    }
}
