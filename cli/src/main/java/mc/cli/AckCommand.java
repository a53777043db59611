package mc.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.Failure;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "ack",
        mixinStandardHelpOptions = true,
        description = {
            "Says that you have taken note of a message to you, or have done what it asks for; it then counts as processed.",
            "A text is sent to its sender as an answer, in the same thread. Doing it again changes nothing.",
            "Only its recipient can: an agent what is to it, you what is to the operator."
        },
        footer = {
            "",
            "mc ack m-7kq2xw9p                                 I have read it",
            "mc ack m-7kq2xw9p \"Yes, merge it.\"               and this is my answer"
        })
final class AckCommand extends JsonCommand {

    @Parameters(index = "0", paramLabel = "ID", description = "The message's id.")
    String id;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "An answer to its sender; the words are joined by spaces.")
    List<String> words = new ArrayList<>();

    @Option(names = "--wait", paramLabel = "TIME", defaultValue = "10s", description = "How long to wait for the proof that the answer arrived. Default: 10s.")
    String wait;

    @Override
    public int run(Cli cli) {
        Map<String, Object> params = new LinkedHashMap<>(Map.of("id", id, "waitMs", Times.millis(wait)));
        params.put("text", words.isEmpty() ? null : String.join(" ", words));
        Map<String, Object> answer = ApiClient.ask(cli, "message.ack", params);
        List<Map<String, Object>> receipts = View.maps(answer, "receipts");
        show(cli, answer, acknowledged -> {
            cli.say("acknowledged " + id + " from " + View.text(View.map(acknowledged, "message"), "from"));
            Receipts.print(receipts, "You answered so before; it is not sent again.", cli);
        });
        return Times.millis(wait) > 0 && !receipts.stream().allMatch(Receipts::isProven) ? Failure.Kind.UNPROVEN.exitCode() : 0;
    }
}
