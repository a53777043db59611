package mc.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.text.Untrusted;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "receipt",
        mixinStandardHelpOptions = true,
        description = {
            "Tells the whole story of a message, from the log: when it was accepted, why it waited, when it was typed, what proves that it arrived, when it was read.",
            "With --wait the exit code is 4 when it did not get so far in time."
        },
        footer = {
            "",
            "mc receipt m-7kq2xw9p                             what became of it; mc send prints the id",
            "mc receipt m-7kq2xw9p --wait read --timeout 5m    waits until the turn with it has ended"
        })
final class ReceiptCommand extends JsonCommand {

    @Parameters(index = "0", paramLabel = "ID", description = "The message's id.")
    String id;

    @Option(names = "--wait", paramLabel = "STATUS", description = "Waits until it is submitted or read, or cannot be any more.")
    String wait;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "10m", description = "How long --wait waits. Default: 10m.")
    String timeout;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = new LinkedHashMap<>(Map.of("id", id, "waitMs", Times.millis(timeout)));
        params.put("waitFor", wait);
        Map<String, Object> story = ApiClient.ask(cli, "message.receipt", params);
        Map<String, Object> message = View.map(story, "message");
        show(cli, story, told -> print(told, message, cli));
        String status = View.text(message, "receipt");
        return wait == null || status.equals("read") || status.equals(wait) ? 0 : Failure.Kind.UNPROVEN.exitCode();
    }

    private static void print(Map<String, Object> story, Map<String, Object> message, Cli cli) {
        String reason = View.text(message, "reason").isEmpty() ? "" : " (" + Untrusted.line(Letters.reason(message), 300) + ")";
        cli.say(cli.bold(View.text(message, "id")) + " from " + View.text(message, "from") + " to " + View.text(message, "to") + ": " + cli.bold(View.text(message, "receipt")) + reason);
        cli.say(cli.faint(Untrusted.line(View.text(message, "text"), 160)));
        Table table = new Table("AT", "WHAT", "WHY");
        List<Map<String, Object>> steps = View.maps(story, "steps");
        steps.forEach(step -> table.row(View.moment(View.text(step, "at")), View.text(step, "what"), View.text(step, "why")));
        table.print(cli);
    }
}
