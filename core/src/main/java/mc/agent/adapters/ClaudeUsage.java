package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import mc.agent.Prices;
import mc.agent.Usage;

/**
 * The tokens of a transcript's answers. The program writes a line for each block of an answer, all with the answer's usage, and in
 * subagents' transcripts the first ones with part of it: so the last line with the most output counts, as a whole, once. Used by one thread.
 */
final class ClaudeUsage {

    /** Of a line that the program wrote itself, such as an error; it cost nothing. */
    private static final String SYNTHETIC = "<synthetic>";
    private static final double SEARCH_USD = 0.01;
    private static final double US_ONLY = 1.1;

    private record Id(String message, String request) {}

    /** @param searches web searches, which cost a cent each; {@code factor} what the whole is multiplied by, for where it was answered */
    private record Answer(String model, boolean fast, double factor, Prices.Tokens tokens, long searches) {

        OptionalDouble cost(Prices prices) {
            OptionalDouble cost = prices.cost(model, fast, tokens);
            return cost.isPresent() ? OptionalDouble.of((cost.getAsDouble() + searches * SEARCH_USD) * factor) : cost;
        }
    }

    private final Map<Id, Answer> answers = new HashMap<>();
    private String model;

    /** Counts a record of a transcript, if it is one of an answer. */
    void add(JsonNode record) {
        JsonNode message = record.path("message");
        JsonNode usage = message.path("usage");
        String name = message.path("model").asText("");
        if (!record.path("type").asText().equals("assistant") || !usage.isObject() || name.equals(SYNTHETIC)) {
            return;
        }
        long written = count(usage, "cache_creation_input_tokens");
        long hour = Math.min(written, count(usage.path("cache_creation"), "ephemeral_1h_input_tokens"));
        Answer answer = new Answer(
                name,
                usage.path("speed").asText().equals("fast"),
                usage.path("inference_geo").asText().equals("us") ? US_ONLY : 1,
                new Prices.Tokens(count(usage, "input_tokens"), count(usage, "output_tokens"), count(usage, "cache_read_input_tokens"), written - hour, hour),
                count(usage.path("server_tool_use"), "web_search_requests"));
        keep(new Id(message.path("id").asText(record.path("uuid").asText()), record.path("requestId").asText()), answer);
        model = name.isBlank() ? model : name;
    }

    /** All of these together, as {@code conversation}'s; an answer that stands in two of them counts once. The model is the first one's. */
    static Usage total(String conversation, List<ClaudeUsage> parts, Prices prices, String model, Double contextUsedPercent) {
        ClaudeUsage all = new ClaudeUsage();
        parts.forEach(part -> part.answers.forEach(all::keep));
        long in = 0;
        long out = 0;
        long read = 0;
        long written = 0;
        Double cost = 0.0;
        for (Answer answer : all.answers.values()) {
            in += answer.tokens().in();
            out += answer.tokens().out();
            read += answer.tokens().cacheRead();
            written += answer.tokens().cacheWritten5m() + answer.tokens().cacheWritten1h();
            OptionalDouble price = answer.cost(prices);
            cost = cost == null || price.isEmpty() ? null : cost + price.getAsDouble();
        }
        String newest = parts.isEmpty() || parts.get(0).model == null ? model : parts.get(0).model;
        return new Usage(conversation, newest, contextUsedPercent, in, out, read, written, cost);
    }

    private void keep(Id id, Answer answer) {
        answers.merge(id, answer, (kept, found) -> found.tokens().out() >= kept.tokens().out() ? found : kept);
    }

    private static long count(JsonNode usage, String key) {
        return Math.max(0, usage.path(key).asLong());
    }
}
