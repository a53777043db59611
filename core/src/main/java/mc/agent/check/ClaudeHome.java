package mc.agent.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import mc.text.Json;
import mc.text.SafeFiles;

/**
 * A throw-away home directory for the real {@code claude}, and the environment that goes with it. Each method answers one of
 * its start-up questions; what is not answered is asked. Not thread-safe.
 */
public final class ClaudeHome {

    private static final String KEY = "sk-ant-api03-dummy-dummy-dummy";

    private final Path home;
    private final ObjectNode config = Json.object();
    private final Map<String, String> env = new HashMap<>();

    private ClaudeHome(Path home) {
        this.home = home;
    }

    /** A home in which nothing has ever been started. */
    public static ClaudeHome in(Path directory) {
        return new ClaudeHome(directory);
    }

    public ClaudeHome onboarded() {
        config.put("hasCompletedOnboarding", true).put("theme", "dark");
        return this;
    }

    /** {@code repository}: the main checkout's top level. */
    public ClaudeHome trusting(Path repository) {
        config.withObjectProperty("projects").withObjectProperty(real(repository).toString()).put("hasTrustDialogAccepted", true);
        return this;
    }

    /** An API key in the environment, about which the program asks. */
    public ClaudeHome unapprovedKey() {
        env.put("ANTHROPIC_API_KEY", KEY);
        return this;
    }

    public ClaudeHome apiKey() {
        config.withObjectProperty("customApiKeyResponses").putArray("approved").add(KEY.substring(KEY.length() - 20));
        return unapprovedKey();
    }

    /** Logged in with a subscription, which has usage limits. */
    public ClaudeHome subscriber() {
        config.putObject("oauthAccount").put("accountUuid", "00000000-0000-4000-8000-000000000000").put("emailAddress", "nobody@example.invalid")
                .put("organizationUuid", "00000000-0000-4000-8000-000000000001").put("organizationName", "local").put("organizationRole", "user");
        ObjectNode credentials = Json.object();
        credentials.putObject("claudeAiOauth").put("accessToken", "sk-ant-oat01-dummy").put("refreshToken", "sk-ant-ort01-dummy").put("expiresAt", Instant.now().plus(Duration.ofDays(30)).toEpochMilli())
                .put("subscriptionType", "max").put("rateLimitTier", "default_claude_max_5x").putArray("scopes").add("user:inference").add("user:profile");
        write(home.resolve(".claude/.credentials.json"), credentials);
        return this;
    }

    /** Writes the home and gives the whole environment of the program; it can reach {@code server} and nothing else. */
    public Map<String, String> env(ModelServer server) {
        write(file(), config);
        Map<String, String> all = new HashMap<>(Map.of("HOME", home.toString(), "PATH", "/usr/bin:/bin", "LANG", "C.UTF-8", "TZ", "UTC"));
        all.putAll(Map.of("ANTHROPIC_BASE_URL", server.url(), "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1", "DISABLE_AUTOUPDATER", "1"));
        all.putAll(env);
        return Map.copyOf(all);
    }

    /** The program's state file. */
    public Path file() {
        return home.resolve(".claude.json");
    }

    private static void write(Path file, ObjectNode content) {
        try {
            Files.createDirectories(file.getParent());
            SafeFiles.write(file, Json.pretty(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
