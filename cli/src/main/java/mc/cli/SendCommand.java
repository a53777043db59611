package mc.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.message.Message;
import mc.message.MessageForm;
import mc.text.Placeholders;
import mc.text.Templates;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = {
            "Sends a message to agents and waits for the proof that it arrived: the agent's own report of it.",
            "TARGET is a role or one of its other names, session:role, session:window[.pane], operator, or all; several with commas: developer,tester.",
            "Exit code 4 means: not proven in time. The message is kept; the answer says whether it still waits and for what.",
            "With --json the receipt; of several recipients an object with receipts."
        },
        footer = {
            "",
            "mc send developer \"How far are you?\"             mc send developer,tester --thread login \"...\"",
            "mc send developer --ask-status --answer 5m        mc send operator \"May I merge?\"",
            "mc send tester --template task                    prints the form to fill in"
        })
final class SendCommand extends MissionCommand {

    @Parameters(index = "0", paramLabel = "TARGET", description = "Who gets it.")
    String target;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "The text; its words are joined by spaces.")
    List<String> words = new ArrayList<>();

    @Option(names = "--from", paramLabel = "ROLE", description = "In whose name (an agent can only speak in its own). Default: operator.")
    String from;

    @Option(names = "--file", paramLabel = "FILE", description = "Takes the text from a file, or from standard input when it is -.")
    String file;

    @Option(names = "--template", paramLabel = "NAME", description = "status or task: the text must have that form. Without a text, prints the form to fill in.")
    String template;

    @Option(names = "--ask-status", description = "Asks for a status report, in the team's words.")
    boolean askStatus;

    @Option(names = "--quick", description = "With --ask-status: in one line.")
    boolean quick;

    @Option(names = "--thread", paramLabel = "THREAD", description = "The conversation it belongs to: a thread's id or title. Roles named with @ in the text get it too.")
    String thread;

    @Option(names = "--reply-to", paramLabel = "ID", description = "The message it answers: it joins that one's thread, or begins one.")
    String replyTo;

    @Option(names = "--type", paramLabel = "TYPE", description = "task-request, status-update, question or notification. Default: by the text.")
    String type;

    @Option(names = "--subject", paramLabel = "TEXT", description = "A line for the inbox, at most 200 characters.")
    String subject;

    @Option(names = "--urgent", description = "An agent in the middle of a turn gets it at its next tool call.")
    boolean urgent;

    @Option(names = "--at", paramLabel = "TIME", description = "When it goes out: 14:30 (today), +20m, or 2027-01-31T08:00+01:00.")
    String at;

    @Option(names = "--inbox", description = "Only lays it into the inbox (mc inbox); nothing is typed.")
    boolean inbox;

    @Option(names = "--hub", description = "The orchestrator gets a copy; the project manager too when it is about merges. What is critical is copied anyway.")
    boolean hub;

    @Option(names = "--key", paramLabel = "KEY", description = "Your own name for this message: given again, it is not sent again.")
    String key;

    @Option(names = "--wait", paramLabel = "TIME", description = {
        "How long to wait for the proof: 10s, 2m, 0 for not at all. Default: 10s.",
        "Called by an agent it is 2s, and a message that is kept until its recipient's turn ends is no error."})
    String wait;

    @Option(names = "--answer", paramLabel = "TIME", description = "Waits so long for the end of the turn it goes into, and prints the end of what the agent said.")
    String answer;

    @Override
    public int run(Cli cli) {
        boolean hasText = file != null || !words.isEmpty();
        if (askStatus && (hasText || template != null) || quick && !askStatus) {
            throw Failure.usage(askStatus ? "--ask-status brings its own text." : "--quick belongs to --ask-status.", "mc send " + target + " --ask-status --quick");
        }
        if (template != null && !hasText) {
            cli.say(form(cli));
            return 0;
        }
        List<Map<String, Object>> receipts = View.maps(ApiClient.ask(cli, "message.send", params(cli)), "receipts");
        show(cli, receipts.size() == 1 ? receipts.get(0) : Map.of("receipts", receipts), sent -> Receipts.print(receipts, cli));
        boolean isGood = receipts.stream().allMatch(receipt -> Receipts.isProven(receipt) || !isProofWanted(cli) && Receipts.isOnItsWay(receipt)) && (answer == null || receipts.stream().allMatch(Receipts::isDone));
        return isGood ? 0 : Failure.Kind.UNPROVEN.exitCode();
    }

    private long waitMillis(Cli cli) {
        return Times.millis(wait != null ? wait : cli.isAgent() ? "2s" : "10s");
    }

    /** An agent is in a turn itself: for it an error would be a reason to send again, and waiting for the end of others' turns holds up its own. */
    private boolean isProofWanted(Cli cli) {
        return at == null && waitMillis(cli) > 0 && (wait != null || !cli.isAgent());
    }

    private Map<String, Object> params(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.put("to", target);
        if (askStatus) {
            params.put("ask", quick ? "quick" : "status");
        } else {
            params.put("text", text(cli));
        }
        params.put("waitMs", waitMillis(cli));
        params.put("from", from);
        params.put("template", template);
        params.put("thread", thread);
        params.put("replyTo", replyTo);
        params.put("type", type);
        params.put("subject", subject);
        params.put("key", key);
        params.putAll(Map.of("urgent", urgent, "inbox", inbox, "hub", hub));
        params.put("notBefore", at == null ? null : Times.moment(at, ZonedDateTime.now()).truncatedTo(ChronoUnit.MILLIS).toString());
        params.put("answerMs", answer == null ? null : Times.millis(answer));
        return params;
    }

    /** The empty form, with what is known of its sender. */
    private String form(Cli cli) {
        String empty = new Templates(cli.home()).required(MessageForm.named(template).file());
        return Placeholders.fill(empty, Map.of("role", cli.env().getOrDefault("MC_ROLE", Message.OPERATOR), "time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())).stripTrailing();
    }

    private String text(Cli cli) {
        if (file == null) {
            if (words.isEmpty()) {
                throw Failure.usage("There is no text to send.", "mc send " + target + " \"your text\", or --file FILE, or --file - for standard input");
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
