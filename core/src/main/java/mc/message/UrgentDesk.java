package mc.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import mc.Home;
import mc.text.Json;
import mc.text.SafeFiles;

/**
 * Where urgent messages lie ready for the hooks of agents at work: {@code run/urgent/AGENT/ID} holds the text as a JSON string. The hook
 * that hands it over takes it by a rename to {@code .taken-ID}, and renames that to {@code .given-ID} when it has printed the text; mc takes it back by deleting
 * {@code ID}. A rename and a deletion exclude each other, so exactly one side has the message. Stateless beside the disk; thread-safe.
 */
public final class UrgentDesk {

    /** Claude Code cuts what a hook says to the model at 10,000 characters (its hooks reference). */
    private static final int LONGEST = 10_000;

    /** What became of a message that was laid there. */
    enum Place {
        /** It is not there: never laid, or taken back. */
        NOWHERE,
        READY,
        /** A hook has it, and has not come as far as to say that it printed it. */
        TAKEN,
        /** A hook has printed it. */
        GIVEN
    }

    private final Path root;

    public UrgentDesk(Home home) {
        root = home.run().resolve("urgent");
    }

    static boolean fits(Message message) {
        return message.typedText().length() <= LONGEST;
    }

    void lay(Message message) throws IOException {
        Path directory = root.resolve(message.agent());
        Home.privateDirectory(directory);
        SafeFiles.write(directory.resolve(message.id()), Json.write(message.typedText()));
    }

    Place place(Message message) {
        Path directory = root.resolve(message.agent());
        return Files.exists(directory.resolve(message.id())) ? Place.READY
                : Files.exists(directory.resolve(".given-" + message.id())) ? Place.GIVEN
                : Files.exists(directory.resolve(".taken-" + message.id())) ? Place.TAKEN
                : Files.exists(directory.resolve(".given-" + message.id())) ? Place.GIVEN // renamed between the looks
                : Place.NOWHERE;
    }

    /** Whether mc has it again; false when a hook was quicker. */
    boolean takeBack(Message message) throws IOException {
        return Files.deleteIfExists(root.resolve(message.agent()).resolve(message.id()));
    }

    /** Forgets what became of a message, so that it counts as never laid. */
    void clear(Message message) throws IOException {
        for (String prefix : new String[] {"", ".taken-", ".given-"}) {
            Files.deleteIfExists(root.resolve(message.agent()).resolve(prefix + message.id()));
        }
    }

    /** Deletes what lies there of the agent's messages but this one; null for all. */
    void tidy(String agent, String but) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(agent), file -> but == null || !file.getFileName().toString().endsWith(but))) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // nothing was ever laid for this agent
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Deletes everything of an agent that has ended. */
    public void forget(String agent) throws IOException {
        tidy(agent, null);
        Files.deleteIfExists(root.resolve(agent));
    }
}
