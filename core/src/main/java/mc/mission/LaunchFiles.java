package mc.mission;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.Failure;
import mc.Home;
import mc.agent.Launch;
import mc.text.Ids;
import mc.text.Json;
import mc.text.SafeFiles;
import mc.tmux.PaneInfo;

/**
 * The private folder an agent is started from: {@code run/launch/AGENT/}, 0700. The script in it is the pane's command: tmux refuses
 * long commands and would show secrets in its arguments. Immutable.
 */
public record LaunchFiles(Path dir) {

    private static final Pattern MARK = Pattern.compile(" ([A-Za-z0-9_-]+)-[0-9a-f]{12}$");

    /** What this start is known by, from before the program runs: its conversation, and the secret its calls carry. */
    record Identity(String conversation, String token) {}

    /** Those of this agent. */
    public static LaunchFiles of(Home home, String agent) {
        return new LaunchFiles(home.launch().resolve(agent));
    }

    Path script() {
        return dir.resolve("launch.sh");
    }

    /** The identity of the last start that was prepared; empty when none was, or its file makes no sense any more. */
    Optional<Identity> lastIdentity() {
        Path file = dir.resolve("identity.json");
        try {
            return Files.exists(file) ? Optional.of(Json.parse(MissionFolder.read(file), Identity.class)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @param conversation the one to go on with; empty to begin one */
    Identity newIdentity(Optional<String> conversation) {
        Home.privateDirectory(dir);
        Identity identity = new Identity(conversation.orElseGet(() -> UUID.randomUUID().toString()), Ids.secret());
        write(dir.resolve("identity.json"), Json.write(identity));
        return identity;
    }

    /** Writes the launch's files and the script that starts it with exactly these variables, as the pane's own process. */
    void write(Launch launch, Map<String, String> env) {
        launch.files().forEach(this::write);
        try {
            SafeFiles.writeScript(script(), launch.script(env));
        } catch (IOException e) {
            throw cannotWrite(script(), e);
        }
    }

    /** The pane's command. The mark at its end tells {@link #runsIn} whose it is, whatever the path looks like when tmux shows it. */
    List<String> command() {
        return List.of("/bin/sh", script().toString(), mark());
    }

    /** Whether the pane was made to run this agent, of this home. */
    public boolean runsIn(PaneInfo pane) {
        return pane.startCommand().endsWith(" " + mark());
    }

    /** The agent that the pane was made to run, by the mark of this home; empty when it is none's. */
    public static Optional<String> agentIn(Home home, PaneInfo pane) {
        Matcher mark = MARK.matcher(pane.startCommand());
        return mark.find() ? Optional.of(mark.group(1)).filter(agent -> of(home, agent).runsIn(pane)) : Optional.empty();
    }

    private String mark() {
        return dir.getFileName() + "-" + Ids.hash(dir.toString()).substring(0, 12);
    }

    /** Deletes everything: the environment of an agent that has ended is nobody's business any more. */
    void delete() throws IOException {
        if (Files.isDirectory(dir)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(dir)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(dir);
        }
    }

    private void write(Path file, String content) {
        try {
            SafeFiles.write(file, content);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static Failure cannotWrite(Path file, IOException e) {
        return Failure.failed("Cannot write " + file + ": " + e.getMessage(), "Free disk space or mend the directory's rights.", e);
    }
}
