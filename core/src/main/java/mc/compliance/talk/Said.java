package mc.compliance.talk;

import java.util.Optional;
import mc.agent.Agent;
import mc.compliance.Rule;
import mc.compliance.Rules;
import mc.compliance.Violations;
import mc.event.Event;
import mc.event.Event.Letter;
import mc.event.Tx;
import mc.message.HubPolicy;
import mc.message.Message;
import mc.text.Untrusted;

/**
 * What one agent says to another member of the team or to the operator: all that the rules of talking look at. What mc and the operator
 * say is none of it. Immutable.
 *
 * @param message its id
 * @param from who says it
 * @param to a role, or operator
 * @param text the beginning of its own words, as much as a rule needs to see
 * @param rules those that hold for the mission now: asked for once, for all who look at the message
 */
record Said(String mission, String message, Agent from, String to, Letter letter, String text, Rules rules) {

    /** How much of a text the rules look at. */
    static final int LONGEST = 4_000;
    private static final int QUOTED = 160;

    /** Empty when the event is no message, or none of an agent: a copy for the hub is mc's doing. */
    static Optional<Said> in(Event event, Violations violations, Tx tx) {
        if (!(event instanceof Event.MessageQueued queued) || !queued.wasSaid() || queued.from().equals(Message.MC) || queued.from().equals(Message.OPERATOR)) {
            return Optional.empty();
        }
        Letter letter = queued.letter() != null ? queued.letter() : Agent.Table.find(tx.sql(), queued.agent()).map(to -> Letter.plain(to.role())).orElseThrow();
        String own = Message.own(queued.text(), letter);
        String text = own.length() > LONGEST ? own.substring(0, LONGEST) : own;
        return Agent.Table.ofRole(tx.sql(), queued.mission(), queued.from()).map(from -> new Said(queued.mission(), queued.message(), from, letter.to(), letter, text, violations.rules(tx, queued.mission())));
    }

    /** The rule as it holds now; empty when it is not watched. */
    Optional<Rule> rule(String id) {
        return rules.enabled(id);
    }

    /** Whether it is one of a text sent round: it goes to a colleague, and is not merely laid into an inbox. */
    boolean isToColleague() {
        return !letter.inbox() && HubPolicy.isColleague(from.role(), to);
    }

    /** Whether it reaches somebody who can help: a hub, or the operator. */
    boolean isToHub() {
        return to.equals(Message.OPERATOR) || HubPolicy.isHub(to);
    }

    /** The evidence: which message it is, and how it begins. */
    String quoted() {
        return message + " from " + from.role() + " to " + to + ": " + quoted(text);
    }

    /** A limit in words. */
    static String minutes(long count) {
        return count + (count == 1 ? " minute" : " minutes");
    }

    /** How the evidence shows a text's beginning. */
    static String quoted(String text) {
        return "\"" + Untrusted.line(text, QUOTED) + "\"";
    }
}
