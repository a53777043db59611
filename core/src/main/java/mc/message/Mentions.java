package mc.message;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mc.agent.Agent;

/**
 * Who is named with an @ in a text: {@code @tester}, {@code @project-manager}. An @ inside a word (an address of a mail) names nobody, and a word that
 * is no member's name, such as a Java annotation, neither. Stateless.
 */
final class Mentions {

    private static final Pattern MENTION = Pattern.compile("(?<![\\p{L}\\p{N}_.@/+-])@([A-Za-z][A-Za-z0-9_-]{0,63})");

    private Mentions() {}

    static List<Agent> in(String text, TeamNames team) {
        return MENTION.matcher(text).results().map(mention -> mention.group(1)).distinct().limit(100).map(team::find).flatMap(Optional::stream).distinct().toList();
    }
}
