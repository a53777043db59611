package mc.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = {
            "Sends a message to an agent and waits for the proof that it arrived: the agent's own report of it.",
            "Exit code 4 means: not proven in time. The message is kept; the answer says whether it still waits and for what."
        })
final class SendCommand implements Command {

    @Parameters(index = "0", paramLabel = "ROLE", description = "Who gets it: a role or one of its other names.")
    String role;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "The text; its words are joined by spaces.")
    List<String> words = new ArrayList<>();

    @Option(names = "--from", paramLabel = "ROLE", description = "In whose name (an agent can only speak in its own). Default: operator.")
    String from;

    @Option(names = "--file", paramLabel = "FILE", description = "Takes the text from a file, or from standard input when it is -.")
    String file;

    @Option(names = "--wait", paramLabel = "TIME", defaultValue = "10s", description = "How long to wait for the proof: 10s, 2m, 0 for not at all. Default: 10s.")
    String wait;

    @Option(names = "--json", description = "The receipt for scripts: id, to, status, attempts, elapsedMs, reason.")
    boolean json;

    @Mixin
    Selection selection;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("to", role);
        params.put("text", text(cli));
        params.put("waitMs", Times.millis(wait));
        if (from != null) {
            params.put("from", from);
        }
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> receipt = api.call("message.send", params);
            if (json) {
                cli.json(receipt);
            } else {
                print(receipt, cli);
            }
            boolean isProven = List.of("submitted", "read").contains(View.text(receipt, "status"));
            boolean isWanted = Times.millis(wait) > 0;
            return isProven || !isWanted ? 0 : Failure.Kind.UNPROVEN.exitCode();
        }
    }

    private static void print(Map<String, Object> receipt, Cli cli) {
        String id = View.text(receipt, "id");
        String to = View.text(receipt, "to");
        String reason = View.text(receipt, "reason");
        switch (View.text(receipt, "status")) {
            case "submitted", "read" -> cli.say(cli.green("delivered") + " to " + to + " in " + View.number(receipt, "elapsedMs") + " ms (" + id + ", " + reason + ")");
            case "queued", "typing", "typed" -> cli.say(cli.yellow("accepted") + " for " + to + " (" + id + "); " + (reason.isEmpty() ? "not proven yet" : reason));
            case "held" -> cli.say(cli.yellow("held") + " for " + to + " (" + id + "): " + reason + ". It goes out as soon as that has changed.");
            case "unproven" -> cli.say(cli.red("not proven") + " (" + id + "): " + reason + ". Look with: mc peek " + to);
            default -> cli.say(cli.red("failed") + " (" + id + "): " + reason);
        }
    }

    private String text(Cli cli) {
        if (file == null) {
            if (words.isEmpty()) {
                throw Failure.usage("There is no text to send.", "mc send " + role + " \"your text\", or --file FILE, or --file - for standard input");
            }
            return String.join(" ", words);
        }
        if (!words.isEmpty()) {
            throw Failure.usage("Give the text either as words or with --file, not both.", "");
        }
        if (!file.equals("-") && Files.isDirectory(Path.of(file))) {
            throw Failure.usage(file + " is a directory.", "Name a file in it.");
        }
        try {
            byte[] bytes = file.equals("-") ? cli.in().readNBytes(1_000_001) : Files.size(Path.of(file)) > 1_000_000 ? new byte[1_000_001] : Files.readAllBytes(Path.of(file));
            if (bytes.length > 1_000_000) {
                throw Failure.usage("The text is larger than 1 MB.", "Put it into a file in the repository and send its path.");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw Failure.usage("The text in " + file + " is not UTF-8.", "Convert it: iconv -f LATIN1 -t UTF-8 " + file);
        } catch (NoSuchFileException e) {
            throw Failure.notFound("There is no file " + file + ".", "Check the path.");
        } catch (IOException e) {
            throw Failure.failed("Cannot read " + file + ": " + (e instanceof AccessDeniedException ? "you may not." : e.getMessage()), "Check the path and its rights: ls -l " + file, e);
        }
    }
}
