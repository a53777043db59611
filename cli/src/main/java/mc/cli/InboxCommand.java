package mc.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "inbox",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the messages to a role, the newest first; without one your own: an agent's, or the operator's.",
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
final class InboxCommand implements Command {

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

    @Option(names = "--json", description = "The answer for scripts.")
    boolean json;

    @Mixin
    Selection selection;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = selection.params(cli);
        params.putAll(Map.of("limit", limit, "peek", peek));
        put(params, "role", role);
        put(params, "status", status);
        put(params, "from", from);
        try (ApiClient api = ApiClient.connect(cli)) {
            Map<String, Object> inbox = api.call("message.inbox", params);
            List<Map<String, Object>> messages = View.maps(inbox, "messages");
            if (json) {
                cli.json(inbox);
            } else if (messages.isEmpty()) {
                cli.say(status == null && from == null ? "The inbox of " + View.text(inbox, "role") + " is empty." : "Nothing in the inbox of " + View.text(inbox, "role") + " is " + chosen() + ".");
            } else {
                Letters.table(messages, cli);
                cli.say(cli.faint("mc inbox show ID has the whole text; mc ack ID says that you have taken note."));
            }
        }
        return 0;
    }

    private String chosen() {
        return (status == null ? "" : status) + (status != null && from != null ? " and " : "") + (from == null ? "" : "from " + from);
    }

    private static void put(Map<String, Object> params, String name, String value) {
        if (value != null) {
            params.put(name, value);
        }
    }

    @picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one message in full.")
    static final class Show implements Command {

        @Parameters(index = "0", paramLabel = "ID", description = "The message's id.")
        String id;

        @Option(names = "--peek", description = "Does not mark it as read.")
        boolean peek;

        @Option(names = "--json", description = "The answer for scripts.")
        boolean json;

        @Override
        public int run(Cli cli) {
            try (ApiClient api = ApiClient.connect(cli)) {
                Map<String, Object> message = api.call("message.show", Map.of("id", id, "peek", peek));
                if (json) {
                    cli.json(message);
                } else {
                    Letters.print(message, cli);
                }
            }
            return 0;
        }
    }
}
