package mc.message;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mc.agent.Agent;

/**
 * Who is named with an @ in a text: {@code @tester}, {@code @project-manager}, {@code @operator}. An @ inside a word (an address of a mail)
 * names nobody. Immutable.
 *
 * @param agents each once
 * @param operator the operator is named, and no member has that name
 * @param nobody names that are no member's, such as a mistyped role, or a Java annotation
 */
record Mentions(List<Agent> agents, boolean operator, List<String> nobody) {

    private static final int MOST = 100;
    private static final Pattern MENTION = Pattern.compile("(?<![\\p{L}\\p{N}_.@/+-])@([A-Za-z][A-Za-z0-9_-]{0,63})");

    static Mentions in(String text, TeamNames team) {
        Set<Agent> agents = new LinkedHashSet<>();
        List<String> others = new ArrayList<>();
        MENTION.matcher(text).results().map(mention -> mention.group(1)).distinct().limit(MOST).forEach(name -> {
            Optional<Agent> member = team.find(name);
            member.ifPresentOrElse(agents::add, () -> others.add(name));
        });
        boolean isOperator = others.remove(Message.OPERATOR);
        return new Mentions(List.copyOf(agents), isOperator, List.copyOf(others));
    }
}
