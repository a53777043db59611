package mc.cli;

import java.util.Map;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = {
            "Takes a message back that has not been handed over yet: one that is to go out later (--at), is queued, or is held.",
            "What is being typed, was typed, or lies in an inbox cannot be taken back: exit code 5. Doing it again changes nothing.",
            "Only its sender can, and you. Its key is free again."
        },
        footer = {
            "",
            "mc send tester \"Run it all.\" --at 18:00            prints the id",
            "mc cancel m-7kq2xw9p                              it does not go out"
        })
final class CancelCommand extends JsonCommand {

    @Parameters(index = "0", paramLabel = "ID", description = "The message's id; mc send prints it.")
    String id;

    @Override
    public int run(Cli cli) {
        return ask(cli, "message.cancel", Map.of("id", id), answer -> {
            Map<String, Object> message = View.map(answer, "message");
            cli.say(cli.bold(View.text(message, "id")) + " to " + View.text(message, "to") + (View.flag(answer, "changed") ? " is taken back: it does not go out." : " was " + View.text(message, "reason") + " before."));
        });
    }
}
