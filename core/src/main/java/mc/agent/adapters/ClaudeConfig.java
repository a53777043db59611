package mc.agent.adapters;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mc.Failure;

/**
 * Claude Code's state file, where it keeps among other things the user's answers to its start-up questions. Read and rendered
 * so that nothing is lost: every key, the order, and each number exactly. Stateless. Source of the places and keys: 2.1.329.
 */
final class ClaudeConfig {

    private static final ObjectMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private static final DefaultPrettyPrinter LIKE_THE_PROGRAM = new DefaultPrettyPrinter(Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);

    private ClaudeConfig() {}

    /** {@code $CLAUDE_CONFIG_DIR/.claude.json}, else {@code $HOME/.claude.json}; the old {@code .config.json} only where that alone exists. */
    static Path file(Map<String, String> env) {
        String named = env.getOrDefault("CLAUDE_CONFIG_DIR", "");
        String home = env.getOrDefault("HOME", "");
        if (named.isBlank() && home.isBlank()) {
            throw Failure.missing("Neither CLAUDE_CONFIG_DIR nor HOME is set, so Claude Code's settings cannot be found.", "export HOME=/path/to/your/home");
        }
        Path current = Path.of(named.isBlank() ? home : named, ".claude.json");
        Path old = named.isBlank() ? Path.of(home, ".claude", ".config.json") : Path.of(named, ".config.json");
        return !Files.exists(current) && Files.isRegularFile(old) ? old : current;
    }

    /** The file's content; an empty object when there is no file. A file that is not a JSON object is a {@link Failure}. */
    static ObjectNode read(Path file) {
        if (!Files.exists(file)) {
            return EXACT.createObjectNode();
        }
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8), file);
        } catch (CharacterCodingException e) {
            throw corrupt(file, "it is not UTF-8");
        } catch (IOException e) {
            throw Failure.failed("Cannot read " + file + ": " + e.getMessage(), "Make the file readable for you.", e);
        }
    }

    private static ObjectNode parse(String text, Path file) {
        try {
            if (EXACT.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw corrupt(file, "it holds no JSON object");
        } catch (JsonProcessingException e) {
            throw corrupt(file, "it is not valid JSON (line " + (e.getLocation() == null ? "unknown" : e.getLocation().getLineNr()) + ")");
        }
    }

    /** The text to write for this content; a {@link Failure} when reading it again would not give the same content. */
    static String render(ObjectNode content, Path file) {
        try {
            String text = EXACT.writer(LIKE_THE_PROGRAM).writeValueAsString(content);
            String written = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            if (!parse(written, file).equals(content)) {
                throw corrupt(file, "it holds text that cannot be written back unchanged");
            }
            return text;
        } catch (JsonProcessingException e) {
            throw corrupt(file, "it holds text that cannot be written back unchanged");
        }
    }

    static boolean isTrusted(JsonNode content, Path repository) {
        return content.path("projects").path(trustKey(repository)).path("hasTrustDialogAccepted").asBoolean(false);
    }

    /** The main checkout's top level without symbolic links; its worktrees share it. */
    static String trustKey(Path repository) {
        try {
            return repository.toRealPath().toString();
        } catch (IOException e) {
            throw Failure.notFound("The repository " + repository + " cannot be opened: " + e.getMessage(), "Check the path.");
        }
    }

    static Failure corrupt(Path file, String why) {
        return Failure.failed("Claude Code's file " + file + " is left as it is: " + why + ".", "Start `claude` once: it offers to restore its own backup.");
    }
}
