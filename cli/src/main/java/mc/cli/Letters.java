package mc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.text.Untrusted;

/** Shows messages as the API lists them. */
final class Letters {

    private static final Pattern PLANNED = Pattern.compile("(goes out at )(\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z)");

    private Letters() {}

    /** @param areOfSeveral whether it has to be said of which mission each is */
    static void table(List<Map<String, Object>> messages, boolean areOfSeveral, Cli cli) {
        Table table = areOfSeveral ? new Table("ID", "MISSION", "AT", "FROM", "STATUS", "TYPE", "TEXT") : new Table("ID", "AT", "FROM", "STATUS", "TYPE", "TEXT");
        for (Map<String, Object> m : messages) {
            String status = View.text(m, "status");
            String flags = (View.flag(m, "critical") ? "critical, " : "") + (View.flag(m, "urgent") ? "urgent, " : "");
            String text = View.text(m, "subject").isEmpty() ? View.text(m, "text").split("\n\n", 2)[0] : View.text(m, "subject");
            List<Object> cells = new ArrayList<>(List.of(View.text(m, "id"), View.time(View.text(m, "createdAt")), View.text(m, "from"), new Table.Painted(status, status.equals("unread") ? cli::bold : cli::faint), flags + View.text(m, "type"), Untrusted.line(text, 90)));
            if (areOfSeveral) {
                cells.add(1, View.text(m, "mission"));
            }
            table.row(cells.toArray());
        }
        table.print(cli);
    }

    /** Why a message is where it is, with the time it waits for on this machine's clock. */
    static String reason(Map<String, Object> m) {
        Matcher planned = PLANNED.matcher(View.text(m, "reason"));
        return planned.matches() ? planned.group(1) + View.time(planned.group(2)) : View.text(m, "reason");
    }

    /** One message in full: a line that tells what it is, then its text. */
    static void print(Map<String, Object> m, Cli cli) {
        String subject = View.text(m, "subject").isEmpty() ? "" : ": " + Untrusted.line(View.text(m, "subject"), 200);
        cli.say(cli.bold(View.text(m, "from") + " to " + View.text(m, "to")) + cli.faint("  " + View.time(View.text(m, "createdAt")) + "  " + View.text(m, "id") + "  " + View.text(m, "type") + ", " + View.text(m, "receipt")) + subject);
        cli.say(Untrusted.block(View.text(m, "text")));
    }
}
