package mc.compliance.talk;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mc.agent.Agent;
import mc.compliance.Rule;
import mc.compliance.TimedRule;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Tx;
import mc.message.Message;
import mc.message.StatusMessage;
import mc.store.TextTime;
import mc.task.SilentCompletions;

/**
 * {@code comm.report-completion}: completed work is reported with {@code mc report}. Seen where an agent tells a hub that a task is done
 * and does not report it, which its next report mends; and where it was asked about its commits in vain. That is mended when there is
 * nothing untold any more, by the measure of {@link SilentCompletions}: a report, a word to who leads, the commits undone.
 */
final class ReportRule implements TalkRule, TimedRule {

    private static final String ID = "comm.report-completion";
    /** Behind the agent's id in the key of a case about commits. */
    private static final String COMMITS = "/commits";
    private static final int SHORT = 8;
    private static final Pattern DONE = Pattern.compile("(?i)\\b(?:t\\d{1,4}|tasks?)\\b[^.!?\\n]{0,60}?\\b(?:complete|completed|done|finished)\\b");
    private static final Pattern SENTENCE = Pattern.compile("[.!?;\\n]");
    private static final Pattern NOT = Pattern.compile("(?i)\\b(?:not|isn't|until|when|once|if|after|almost|nearly)\\b");

    private final Violations violations;

    ReportRule(Violations violations) {
        this.violations = violations;
    }

    @Override
    public String kind() {
        return "rule-report";
    }

    @Override
    public void said(Said said, Tx tx) {
        told(tx, said.mission(), said.from().id(), "told " + said.to() + " in " + said.message());
        if (said.isToHub() && saysDone(said.text()) && StatusMessage.parse(said.text()).isEmpty()) {
            said.rule(ID).filter(rule -> !hasReported(tx, said.from(), tx.now(), rule)) // mc report itself writes to the hub
                    .ifPresent(rule -> start(said.message(), Duration.ofMinutes(rule.number("minutes")), tx));
        }
    }

    /** Whether a sentence says that work is done, and not when, or that it is not. */
    private static boolean saysDone(String text) {
        return SENTENCE.splitAsStream(text).anyMatch(sentence -> DONE.matcher(sentence).find() && !NOT.matcher(sentence).find());
    }

    @Override
    public void happened(Event event, Tx tx) {
        if (event instanceof Event.CompletionReported reported) {
            violations.cleared(tx, reported.mission(), ID, reported.agent(), "mc", "reported: " + reported.text());
            stop(tx, reported.mission(), Agent.Table.find(tx.sql(), reported.agent()).orElseThrow().role(), null);
        } else if (event instanceof Event.CompletionMissing missing) {
            violations.found(tx, missing.mission(), missing.agent(), ID, missing.agent() + COMMITS, "it ended its turn with new commits up to " + missing.commit().substring(0, Math.min(SHORT, missing.commit().length())) + ", was asked, and did not say what is complete", Map.of());
        } else if (event instanceof Event.TaskMoved || event instanceof Event.StandupAnswered || event instanceof Event.HeadMoved) {
            told(tx, event.mission(), event.agent(), event instanceof Event.HeadMoved ? "the commits were undone" : "it said how its work stands");
        }
    }

    /** Closes the case about commits when none is untold; those who keep count of them ran before. */
    private void told(Tx tx, String mission, String agent, String why) {
        if (agent != null && !SilentCompletions.isUntold(tx.sql(), agent)) {
            violations.cleared(tx, mission, ID, agent + COMMITS, "mc", why);
        }
    }

    @Override
    public Optional<Duration> look(String id, Tx tx) {
        Message message = Message.find(tx.sql(), id).orElseThrow();
        Optional<Rule> rule = violations.rule(tx, message.mission(), ID);
        Optional<Agent> agent = Agent.Table.ofRole(tx.sql(), message.mission(), message.sender()).filter(a -> !a.hasLeft());
        if (rule.isPresent() && agent.isPresent()) {
            if (!hasReported(tx, agent.get(), message.createdAt(), rule.get())) {
                violations.found(tx, message.mission(), agent.get().id(), ID, agent.get().id(), id + " to " + message.letter().to() + " says that work is done, and there is no report of it: " + Said.quoted(message.own()), Map.of());
            }
        }
        return Optional.empty();
    }

    /** Whether there is a report for what was said at this time: a while before it or later. */
    private static boolean hasReported(Tx tx, Agent agent, Instant said, Rule rule) {
        return tx.sql().createQuery("select exists (select 1 from completion where agent = :agent and at >= :since)")
                .bind("agent", agent.id()).bind("since", TextTime.bound(said.minus(Duration.ofMinutes(rule.number("minutes"))))).mapTo(Boolean.class).one();
    }
}
