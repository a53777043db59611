package mc.cli;

import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.text.PlainJson;
import picocli.CommandLine.Mixin;
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
final class ThreadCommand implements Command {

    @Override
    public int run(Cli cli) {
        throw Failure.usage("mc thread needs a further word.", "mc thread create TITLE, mc thread list, or mc thread show THREAD");
    }

    @picocli.CommandLine.Command(name = "create", mixinStandardHelpOptions = true, description = "Begins a conversation. Then: mc send ROLE --thread TITLE \"...\"")
    static final class Create implements Command {

        @Parameters(index = "0", paramLabel = "TITLE", description = "What it is about, at most 120 characters; no other thread of the mission has the same.")
        String title;

        @Option(names = "--json", description = "The answer for scripts.")
        boolean json;

        @Mixin
        Selection selection;

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("title", title);
            try (ApiClient api = ApiClient.connect(cli)) {
                Map<String, Object> thread = api.call("thread.create", params);
                if (json) {
                    cli.json(thread);
                } else {
                    cli.say("began " + View.text(thread, "id") + ": " + View.text(thread, "title"));
                }
            }
            return 0;
        }
    }

    @picocli.CommandLine.Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the mission's conversations, the newest first.")
    static final class Listing implements Command {

        @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many at most, up to 1000. Default: 20.")
        int limit;

        @Option(names = "--json", description = "The answer for scripts.")
        boolean json;

        @Mixin
        Selection selection;

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("limit", limit);
            try (ApiClient api = ApiClient.connect(cli)) {
                Map<String, Object> answer = api.call("thread.list", params);
                List<Map<String, Object>> threads = View.maps(answer, "threads");
                if (json) {
                    cli.json(answer);
                } else if (threads.isEmpty()) {
                    cli.say("There are no threads. One begins with: mc thread create \"TITLE\", or with an answer: mc send ROLE --reply-to ID \"...\"");
                } else {
                    Table table = new Table("ID", "TITLE", "BEGUN BY", "AT", "LAST", "FROM");
                    threads.forEach(t -> table.row(View.text(t, "id"), View.text(t, "title"), View.text(t, "startedBy"), View.time(View.text(t, "startedAt")),
                            View.text(t, "lastAt").isEmpty() ? "" : View.time(View.text(t, "lastAt")), View.text(t, "lastFrom")));
                    table.print(cli);
                }
            }
            return 0;
        }
    }

    @picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a conversation, oldest first.")
    static final class Show implements Command {

        @Parameters(index = "0", paramLabel = "THREAD", description = "Its id or exact title.")
        String thread;

        @Option(names = "--follow", description = "Goes on with what is said, until Ctrl-C.")
        boolean follow;

        @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many of the newest, up to 1000. Default: 20.")
        int limit;

        @Option(names = "--json", description = "The answer for scripts; with --follow one message a line.")
        boolean json;

        @Mixin
        Selection selection;

        @Override
        public int run(Cli cli) {
            Map<String, Object> params = selection.params(cli);
            params.put("thread", thread);
            params.put("limit", limit);
            try (ApiClient api = ApiClient.connect(cli)) {
                if (follow) {
                    api.call("thread.follow", params, message -> tell(message, cli));
                    return 0;
                }
                Map<String, Object> answer = api.call("thread.show", params);
                if (json) {
                    cli.json(answer);
                } else {
                    Map<String, Object> shown = View.map(answer, "thread");
                    cli.say(cli.bold(View.text(shown, "title")) + cli.faint("  " + View.text(shown, "id") + ", begun by " + View.text(shown, "startedBy") + " at " + View.time(View.text(shown, "startedAt"))));
                    View.maps(answer, "messages").forEach(message -> Letters.print(message, cli));
                }
            }
            return 0;
        }

        private void tell(Map<String, Object> message, Cli cli) {
            if (json) {
                cli.say(PlainJson.write(message, false));
            } else {
                Letters.print(message, cli);
            }
            cli.out().flush();
        }
    }
}
