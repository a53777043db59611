package mc.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import mc.event.Event;
import mc.event.Recorded;
import mc.text.Json;

/** Which line stands in which file for an event. Stateless. */
final class MirrorLines {

    static final String MESSAGES = "communications/messages";
    static final String VIOLATIONS = "communications/violations";
    static final String ANALYSES = "communications/compliance_analysis";
    static final String COMMITS = "git-activity/commits";
    static final String PUSHES = "git-activity/pushes";
    static final String PULL_REQUESTS = "git-activity/pr-activity";

    private static final List<String> ALL = List.of(MESSAGES, VIOLATIONS, ANALYSES, COMMITS, PUSHES, PULL_REQUESTS);

    /** The kinds of events that have a line. */
    static final Set<String> KINDS = Set.of(
            "MessageQueued", "MessageRefused", "MessageHeld", "MessageTyped", "MessageSubmitted", "MessageRead", "MessageUnproven", "MessageCutOff", "MessageFailed", "MessageCancelled", "MessageAcknowledged",
            "ViolationFound", "ViolationResolved", "ViolationsTold", "ComplianceAnalysed", "HeadMoved", "BranchPushed", "StartingBranchMoved", "DatabaseRestored");

    private MirrorLines() {}

    /**
     * The lines of an event, by folder and name of their file.
     *
     * @param roles the role of an agent by its id
     */
    static Map<String, ObjectNode> of(Recorded recorded, UnaryOperator<String> roles) {
        Event event = recorded.event();
        String role = event.agent() == null ? null : roles.apply(event.agent());
        if (event instanceof Event.MessageQueued m) {
            return one(MESSAGES, accepted(line(recorded, "accepted").put("id", m.message()).put("from", m.from()), m, role));
        } else if (event instanceof Event.MessageRefused m) {
            return one(MESSAGES, line(recorded, "refused").put("from", m.from()).put("to", m.to()).put("text", m.text()).put("why", m.why()));
        } else if (event instanceof Event.MessageHeld m) {
            return one(MESSAGES, line(recorded, "held").put("id", m.message()).put("to", role).put("why", m.why()));
        } else if (event instanceof Event.MessageTyped m) {
            return one(MESSAGES, line(recorded, "typed").put("id", m.message()).put("to", role).put("attempt", m.attempt()));
        } else if (event instanceof Event.MessageSubmitted m) {
            return one(MESSAGES, line(recorded, "submitted").put("id", m.message()).put("to", role).put("why", m.evidence()));
        } else if (event instanceof Event.MessageRead m) {
            return one(MESSAGES, line(recorded, "read").put("id", m.message()).put("to", role));
        } else if (event instanceof Event.MessageUnproven m) {
            return one(MESSAGES, line(recorded, "unproven").put("id", m.message()).put("to", role).put("why", m.why()));
        } else if (event instanceof Event.MessageCutOff m) { // it had arrived, and its turn will not end any more
            return one(MESSAGES, line(recorded, "unproven").put("id", m.message()).put("to", role).put("why", m.why()));
        } else if (event instanceof Event.MessageFailed m) {
            return one(MESSAGES, line(recorded, "failed").put("id", m.message()).put("to", role).put("why", m.why()));
        } else if (event instanceof Event.MessageCancelled m) {
            return one(MESSAGES, line(recorded, "cancelled").put("id", m.message()).put("to", role).put("by", m.by()));
        } else if (event instanceof Event.MessageAcknowledged m) {
            return one(MESSAGES, line(recorded, "acknowledged").put("id", m.message()).put("by", m.by()));
        } else if (event instanceof Event.ViolationFound v) {
            return one(VIOLATIONS, line(recorded, "found").put("id", v.violation()).put("rule", v.rule()).put("severity", v.severity()).put("role", role).put("key", v.key()).put("seen", v.seen()).put("remedy", v.remedy()).put("rules", v.rules()));
        } else if (event instanceof Event.ViolationResolved v) {
            return one(VIOLATIONS, line(recorded, "resolved").put("id", v.violation()).put("role", role).put("by", v.by()).put("outcome", v.outcome()).put("why", v.why()));
        } else if (event instanceof Event.ViolationsTold v) {
            ObjectNode line = line(recorded, "told").put("message", v.message());
            v.violations().forEach(line.putArray("ids")::add);
            return one(VIOLATIONS, line);
        } else if (event instanceof Event.ComplianceAnalysed a) {
            ObjectNode line = line(recorded, "analysed");
            line.set("report", report(a.report()));
            return one(ANALYSES, line);
        } else if (event instanceof Event.HeadMoved h) {
            return one(COMMITS, line(recorded, act(h.action())).put("role", role).put("branch", h.branch()).put("before", h.before()).put("commit", h.commit()).put("subject", h.subject()).put("action", h.action()).put("gitAt", h.gitAt()));
        } else if (event instanceof Event.BranchPushed p) {
            return one(PUSHES, line(recorded, "pushed").put("role", role).put("remote", p.remote()).put("branch", p.branch()).put("before", p.before()).put("commit", p.commit()).put("gitAt", p.gitAt()));
        } else if (event instanceof Event.StartingBranchMoved b) {
            return one(PULL_REQUESTS, line(recorded, act(b.action())).put("branch", b.branch()).put("before", b.before()).put("commit", b.commit()).put("subject", b.subject()).put("action", b.action()).put("gitAt", b.gitAt()));
        }
        return ALL.stream().collect(Collectors.toMap(file -> file, file -> line(recorded, "restored"))); // an older database was put back: numbers from here on stand above a second time
    }

    private static ObjectNode accepted(ObjectNode line, Event.MessageQueued m, String role) {
        Event.Letter letter = m.letter() == null ? Event.Letter.plain(role) : m.letter();
        return line.put("to", letter.to()).put("type", letter.type()).put("urgent", letter.urgent()).put("critical", letter.critical()).put("thread", letter.thread()).put("replyTo", letter.replyTo()).put("copyOf", letter.copyOf())
                .put("subject", letter.subject()).put("text", m.text());
    }

    /** The first word of git's own for it, such as commit, merge, rebase or checkout; an amend is no further commit. */
    private static String act(String action) {
        return action.equals("commit (amend)") ? "amend" : action.split("[ :]", 2)[0];
    }

    private static JsonNode report(String json) {
        try {
            return Json.parse(json);
        } catch (IllegalArgumentException e) {
            return Json.object().put("text", json);
        }
    }

    private static ObjectNode line(Recorded recorded, String event) {
        return Json.object().put("seq", recorded.seq()).put("at", recorded.at().toString()).put("event", event).put("mission", recorded.event().mission());
    }

    private static Map<String, ObjectNode> one(String file, ObjectNode line) {
        return Map.of(file, line);
    }
}
