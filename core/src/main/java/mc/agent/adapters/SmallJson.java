package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mc.text.Json;

/** Small JSON files that other programs write while mc reads. Stateless. */
final class SmallJson {

    private static final int MAX_BYTES = 256 * 1024;

    private SmallJson() {}

    /** The object in the file; empty when it is missing, half-written, larger than 256 KB, or holds something else. */
    static Optional<JsonNode> read(Path file) {
        if (!Files.isRegularFile(file)) { // to open a pipe would be to wait for its writer
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES ? Optional.empty() : Optional.of(Json.parse(new String(bytes, StandardCharsets.UTF_8))).filter(JsonNode::isObject);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
