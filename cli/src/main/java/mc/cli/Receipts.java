package mc.cli;

import java.util.List;
import java.util.Map;
import mc.message.Message;
import mc.text.Untrusted;

/** What became of messages that were just sent, as the API tells it. */
final class Receipts {

    private Receipts() {}

    /** Whether it is stored and goes out by itself. */
    static boolean isOnItsWay(Map<String, Object> receipt) {
        return !List.of("unproven", "failed", "cancelled").contains(View.text(receipt, "status"));
    }

    /** Whether it is proven that it arrived. */
    static boolean isProven(Map<String, Object> receipt) {
        return List.of("submitted", "read").contains(View.text(receipt, "status"));
    }

    /** Whether there is no answer to wait for any more. */
    static boolean isDone(Map<String, Object> receipt) {
        return View.text(receipt, "status").equals("read") || View.text(receipt, "to").equals(Message.OPERATOR);
    }

    static void print(List<Map<String, Object>> receipts, Cli cli) {
        print(receipts, "It was sent before, under the same key; this call changes nothing in it.", cli);
    }

    /** @param repeated what is said of one that had been accepted before */
    static void print(List<Map<String, Object>> receipts, String repeated, Cli cli) {
        receipts.forEach(receipt -> print(receipt, repeated, cli));
        receipts.stream().limit(1).filter(receipt -> receipt.get("nobody") instanceof List<?> names && !names.isEmpty())
                .forEach(receipt -> cli.say(cli.yellow("note") + ": nobody here is called " + String.join(", ", View.texts(receipt, "nobody").stream().map(name -> "@" + Untrusted.line(name, 64)).toList()) + "."));
    }

    private static void print(Map<String, Object> receipt, String repeated, Cli cli) {
        String id = View.text(receipt, "id");
        String to = View.text(receipt, "to");
        String reason = Letters.reason(receipt);
        boolean saysWhen = reason.contains("it goes out when") || reason.contains("is tried again when");
        boolean isPlanned = reason.startsWith("goes out at") || reason.startsWith("lies ready");
        String again = View.flag(receipt, "duplicate") ? " " + repeated : "";
        switch (View.text(receipt, "status")) {
            case "submitted", "read" -> cli.say(cli.green("delivered") + " to " + to + " in " + View.number(receipt, "elapsedMs") + " ms (" + id + ", " + reason + ")" + (again.isEmpty() ? "" : "." + again));
            case "queued", "typing", "typed" -> cli.say(cli.yellow("accepted") + " for " + to + " (" + id + "); " + (reason.isEmpty() ? "not proven yet" : reason) + (again.isEmpty() ? "" : "." + again));
            case "held" -> cli.say(cli.yellow("held") + " for " + to + " (" + id + "): " + reason + "." + (isPlanned ? " Until then it can be taken back: mc cancel " + id : saysWhen ? "" : " It goes out as soon as that has changed.") + again);
            case "unproven" -> cli.say(cli.red("not proven") + " (" + id + "): " + reason + ". Look with: mc peek " + to + (again.isEmpty() ? "" : "." + again));
            case "cancelled" -> cli.say(cli.yellow("taken back") + " (" + id + "): " + reason + "." + again);
            default -> cli.say(cli.red("failed") + " (" + id + "): " + reason + "." + again);
        }
        if (View.flag(receipt, "offMatrix")) {
            cli.say(cli.yellow("note") + ": you and " + to + " are no partners in this team; next time let the orchestrator pass it on.");
        }
        if (!View.text(receipt, "copy").isEmpty()) {
            cli.say("The orchestrator has a copy (" + View.text(receipt, "copy") + ").");
        }
        if (!View.text(receipt, "answer").isEmpty()) {
            cli.say(cli.bold(to) + " said:\n" + Untrusted.block(View.text(receipt, "answer")));
        }
    }
}
