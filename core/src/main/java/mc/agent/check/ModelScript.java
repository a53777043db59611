package mc.agent.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import mc.text.Json;

/**
 * What the stand-in for the model says: rules that are tried in order when a person's new text arrives; the results of tools go
 * on with the rule that is being played. Thread-safe.
 */
public final class ModelScript {

    /**
     * When the whole request matches {@code who} and the newest user text matches {@code when}, the steps are played.
     * Both are regular expressions that are searched for; the empty one matches everything.
     */
    public record Rule(Pattern who, Pattern when, List<Step> steps) {
        public static Rule when(String when, Step... steps) {
            return of("", when, steps);
        }

        public static Rule of(String who, String when, Step... steps) {
            return new Rule(Pattern.compile(who, Pattern.DOTALL), Pattern.compile(when, Pattern.DOTALL), List.of(steps));
        }
    }

    /** One turn of the model: words, then perhaps a tool call. {@code tool} is empty for none. */
    public record Step(String words, String tool, JsonNode input) {
        public static Step say(String words) {
            return new Step(words, "", Json.object());
        }

        public static Step bash(String command) {
            return tool("Bash", Json.object().put("command", command).put("description", "scripted step"));
        }

        public static Step tool(String name, JsonNode input) {
            return new Step("", name, input);
        }

        public Step saying(String text) {
            return new Step(text, tool, input);
        }
    }

    private final Map<String, List<Step>> playing = new HashMap<>();
    private List<Rule> rules = List.of();

    public synchronized void rules(Rule... all) {
        rules = List.of(all);
        playing.clear();
    }

    /** The step to play for a request. */
    synchronized Step next(JsonNode request, String body) {
        String conversation = conversation(request);
        JsonNode last = lastUser(request);
        String said = said(request);
        if (!said.isEmpty() || !hasToolResult(last)) {
            playing.remove(conversation);
            rules.stream().filter(r -> r.who().matcher(body).find() && r.when().matcher(said).find()).findFirst().ifPresent(r -> playing.put(conversation, new ArrayList<>(r.steps())));
        }
        List<Step> steps = playing.getOrDefault(conversation, List.of());
        return steps.isEmpty() ? Step.say("Understood.") : steps.remove(0);
    }

    /** The newest text a user wrote, without what the program adds to it; empty when the newest message only holds tool results. */
    static String said(JsonNode request) {
        return text(lastUser(request));
    }

    /** Subagents share the session id; their first text tells them apart. */
    private static String conversation(JsonNode request) {
        return request.path("metadata").path("user_id").asText() + "/" + users(request).stream().findFirst().map(ModelScript::text).orElse("");
    }

    private static JsonNode lastUser(JsonNode request) {
        List<JsonNode> users = users(request);
        return users.isEmpty() ? Json.object() : users.get(users.size() - 1);
    }

    private static List<JsonNode> users(JsonNode request) {
        return stream(request.path("messages")).filter(m -> m.path("role").asText().equals("user")).toList();
    }

    private static boolean hasToolResult(JsonNode message) {
        return stream(message.path("content")).anyMatch(block -> block.path("type").asText().equals("tool_result"));
    }

    private static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.asText();
        }
        List<String> texts = stream(content).filter(b -> b.path("type").asText().equals("text")).map(b -> b.path("text").asText()).filter(t -> !t.stripLeading().startsWith("<system-reminder>")).toList();
        return String.join("\n", texts);
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
