package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mc.Failure;
import mc.text.SafeFiles;

/**
 * Records the user's yes to Claude Code's folder-trust question, the way its dialog does: one key of its state file. Everything
 * else in the file stays as it is; the old content is kept beside it. Stateless.
 */
final class ClaudeConsent {

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private ClaudeConsent() {}

    /**
     * Sets {@code projects[REPOSITORY].hasTrustDialogAccepted} under Claude Code's own lock.
     *
     * @return what was written, for the log; empty when it was there already
     * @throws Failure when the file is corrupt or locked; nothing is written then. REFUSED for a home or root directory, which
     *     the program itself never trusts for good
     */
    static List<String> recordTrust(Map<String, String> env, Path repository) {
        String key = ClaudeConfig.trustKey(repository);
        refuseTooWide(env, Path.of(key));
        Path file = ClaudeConfig.file(env);
        try {
            Files.createDirectories(file.getParent());
            return ClaudeLock.holding(file, () -> write(file, key));
        } catch (IOException e) {
            throw Failure.failed("Cannot record the trust in " + file + ": " + e.getMessage(), "Make the file and its directory writable for you, or answer the question in the agent's window.", e);
        }
    }

    private static List<String> write(Path named, String key) throws IOException {
        ObjectNode content = ClaudeConfig.read(named);
        ObjectNode project = object(object(content, "projects", named), key, named);
        if (project.path("hasTrustDialogAccepted").asBoolean(false)) {
            return List.of();
        }
        project.put("hasTrustDialogAccepted", true);
        String text = ClaudeConfig.render(content, named);
        String line = "projects[\"" + key + "\"].hasTrustDialogAccepted = true in " + named;
        if (!Files.exists(named)) {
            SafeFiles.write(named, text);
            return List.of(line);
        }
        Path real = named.toRealPath(); // a symbolic link stays one
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(real);
        Path backup = real.resolveSibling(real.getFileName() + ".before-mc");
        SafeFiles.write(backup, Files.readString(real, StandardCharsets.UTF_8));
        SafeFiles.write(real, text);
        if (!mode.equals(PRIVATE)) {
            Files.setPosixFilePermissions(real, mode);
        }
        return List.of(line, "the content before: " + backup);
    }

    private static ObjectNode object(ObjectNode parent, String key, Path file) {
        JsonNode child = parent.get(key);
        if (child == null) {
            return parent.putObject(key);
        }
        if (child instanceof ObjectNode object) {
            return object;
        }
        throw ClaudeConfig.corrupt(file, "'" + key + "' is not an object");
    }

    private static void refuseTooWide(Map<String, String> env, Path repository) {
        Path home = Path.of(env.getOrDefault("HOME", "")).toAbsolutePath().normalize();
        boolean holdsHome = home.startsWith(repository) || Files.isDirectory(home) && Path.of(ClaudeConfig.trustKey(home)).startsWith(repository);
        if (repository.getParent() == null || holdsHome) {
            throw Failure.refused("Trusting " + repository + " would trust your home directory.", "Keep the project in a directory of its own.");
        }
    }
}
