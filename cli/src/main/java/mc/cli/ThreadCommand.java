package mc.cli;

import java.util.HashMap;
import java.util.Map;
import mc.text.PlainJson;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(name = "thread", mixinStandardHelpOptions = true, description = "Conversations: messages that belong together.",
        footer = {
            "",
            "mc thread create \"Login page\"",
            "mc send developer --thread \"Login page\" \"Which port? @tester needs it too.\"",
            "mc thread show \"Login page\" --follow"
        },
        subcommands = {ThreadCommand.Create.class, ThreadCommand.Listing.class, ThreadCommand.Show.class})
final class ThreadCommand {

    @picocli.CommandLine.Command(name = "create", mixinStandardHelpOptions = true, description = "Begins a conversation. Then: mc send ROLE --thread TITLE \"...\"")
    static final class Create extends MissionCommand {

        @Parameters(index = "0", paramLabel = "TITLE", description = "What it is about, at most 120 characters; no other thread of the mission has the same.")
        String title;

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("title", title);
            return ask(cli, "thread.create", params, thread -> cli.say("began " + View.text(thread, "id") + ": " + View.text(thread, "title")));
        }
    }

    @picocli.CommandLine.Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the mission's conversations, the newest first.")
    static final class Listing extends MissionCommand {

        @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many at most, up to 1000. Default: 20.")
        int limit;

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("limit", limit);
            return ask(cli, "thread.list", params, answer -> {
                Table table = new Table("ID", "TITLE", "BEGUN BY", "AT", "LAST", "FROM");
                View.maps(answer, "threads").forEach(t -> table.row(View.text(t, "id"), View.text(t, "title"), View.text(t, "startedBy"), View.time(View.text(t, "startedAt")),
                        View.text(t, "lastAt").isEmpty() ? "" : View.time(View.text(t, "lastAt")), View.text(t, "lastFrom")));
                table.print(cli, "There are no threads. One begins with: mc thread create \"TITLE\", or with an answer: mc send ROLE --reply-to ID \"...\"");
            });
        }
    }

    @picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true, description = {"Shows a conversation, oldest first.", "With --follow --json one message a line, and again each time it got further."})
    static final class Show extends MissionCommand {

        @Parameters(index = "0", paramLabel = "THREAD", description = "Its id or exact title.")
        String thread;

        @Option(names = "--follow", description = "Goes on with what is said, until Ctrl-C.")
        boolean follow;

        @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many of the newest, up to 1000. Default: 20.")
        int limit;

        /** How far each message was when it was shown last, while they are followed. */
        private final Map<String, String> shown = new HashMap<>();

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("thread", thread);
            params.put("limit", limit);
            if (!follow) {
                return ask(cli, "thread.show", params, answer -> print(answer, cli));
            }
            ApiClient.ask(cli, "thread.follow", params, message -> said(message, cli));
            return 0;
        }

        private static void print(Map<String, Object> answer, Cli cli) {
            Map<String, Object> shown = View.map(answer, "thread");
            cli.say(cli.bold(View.text(shown, "title")) + cli.faint("  " + View.text(shown, "id") + ", begun by " + View.text(shown, "startedBy") + " at " + View.time(View.text(shown, "startedAt"))));
            View.maps(answer, "messages").forEach(message -> Letters.print(message, cli));
        }

        private void said(Map<String, Object> message, Cli cli) {
            String state = View.text(message, "status").equals("processed") ? "acknowledged" : View.text(message, "receipt");
            String before = shown.put(View.text(message, "id"), state);
            if (json) {
                cli.say(PlainJson.write(message, false));
            } else if (before == null) {
                Letters.print(message, cli);
            } else if (!before.equals(state)) {
                cli.say(cli.faint(View.text(message, "id") + " of " + View.text(message, "from") + " to " + View.text(message, "to") + ": " + state));
            }
            cli.out().flush();
        }
    }
}
