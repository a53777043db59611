package mc.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "inbox",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the messages to a role, the newest first; without one your own: an agent's, or the operator's, of every mission that runs, or of the last one when none does.",
            "unread becomes read when the turn it went into has ended or, if it was not typed, when its recipient lists it; processed after mc ack.",
            "Looking into another's inbox changes nothing there."
        },
        footer = {
            "",
            "mc inbox                                          what is for you",
            "mc inbox developer --status unread --from tester  what the developer has not read of the tester's",
            "mc inbox show m-7kq2xw9p                          the whole text"
        },
        subcommands = InboxCommand.Show.class)
final class InboxCommand extends MissionCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "ROLE", description = "Whose inbox: a role or one of its other names, or operator.")
    String role;

    @Option(names = "--status", paramLabel = "STATUS", description = "Only what is unread, read or processed.")
    String status;

    @Option(names = "--from", paramLabel = "ROLE", description = "Only what this sender wrote: a role, operator or mc.")
    String from;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many at most, up to 1000. Default: 20.")
    int limit;

    @Option(names = "--peek", description = "Marks nothing as read.")
    boolean peek;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.putAll(Map.of("limit", limit, "peek", peek));
        params.put("role", role);
        params.put("status", status);
        params.put("from", from);
        return ask(cli, "message.inbox", params, inbox -> print(View.maps(inbox, "messages"), View.texts(inbox, "missions").size() > 1, View.text(inbox, "role"), cli));
    }

    private void print(List<Map<String, Object>> messages, boolean areOfSeveral, String owner, Cli cli) {
        if (messages.isEmpty()) {
            cli.say(status == null && from == null ? "The inbox of " + owner + " is empty." : "Nothing in the inbox of " + owner + " is " + chosen() + ".");
        } else {
            Letters.table(messages, areOfSeveral, cli);
            cli.say(cli.faint("mc inbox show ID has the whole text; mc ack ID says that you have taken note."));
        }
    }

    private String chosen() {
        return (status == null ? "" : status) + (status != null && from != null ? " and " : "") + (from == null ? "" : "from " + from);
    }

    @picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one message in full.")
    static final class Show extends JsonCommand {

        @Parameters(index = "0", paramLabel = "ID", description = "The message's id.")
        String id;

        @Option(names = "--peek", description = "Does not mark it as read.")
        boolean peek;

        @Override
        public int run(Cli cli) {
            return ask(cli, "message.show", Map.of("id", id, "peek", peek), message -> Letters.print(message, cli));
        }
    }
}
