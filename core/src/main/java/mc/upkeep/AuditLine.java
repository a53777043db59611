package mc.upkeep;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.event.Event;
import mc.message.Message;

/**
 * What the audit trail says of an event. One table has every kind that belongs to the trail, with what is special about it. Immutable.
 *
 * @param actor who did it: a role, operator, mc itself, or somebody: git does not tell who moved a branch
 * @param target whom or what it was done to; empty when that is the mission as a whole
 * @param words what was said or done, in a few words; may be several lines
 */
public record AuditLine(String actor, String target, String words) {

    private static final Map<Class<? extends Event>, Row<?>> TABLE = Stream.of(
            row(Event.DaemonStarted.class),
            row(Event.DaemonStopping.class).says(Event.DaemonStopping::why),
            row(Event.BackupMade.class).says(Event.BackupMade::file),
            row(Event.DatabaseRestored.class).says(Event.DatabaseRestored::file),

            row(Event.MissionCreated.class).byOperator(),
            row(Event.MissionContinued.class).byOperator(),
            row(Event.MissionStopping.class),
            row(Event.MissionStopped.class),

            row(Event.AgentAdded.class).byOperator(),
            row(Event.AgentEnding.class),
            row(Event.AgentEnded.class),
            row(Event.AgentRestarting.class),
            row(Event.AgentReplacing.class),
            row(Event.AgentExited.class).byItself().says(e -> e.signal() == null ? "exit code " + e.code() : "signal " + e.signal()),
            row(Event.AgentLost.class).says(Event.AgentLost::why),
            row(Event.AgentLeftDown.class).says(Event.AgentLeftDown::why),

            row(Event.HeadMoved.class).byItself().on(e -> e.branch() == null ? "" : e.branch()).says(e -> e.action() + ": " + e.subject()),
            row(Event.BranchPushed.class).byItself().on(e -> e.remote() + "/" + e.branch()).says(Event.BranchPushed::commit),
            row(Event.StartingBranchMoved.class).by((e, roles) -> "somebody").on(Event.StartingBranchMoved::branch).says(e -> e.action() + ": " + e.subject()),
            row(Event.WorkPreserved.class).says(e -> e.ref() + " " + e.summary()),
            row(Event.WorktreeRemoved.class).says(Event.WorktreeRemoved::path),

            row(Event.MessageQueued.class).by((e, roles) -> e.letter() == null || e.letter().copyOf() == null ? e.from() : Message.MC).on((e, roles) -> e.agent() == null ? e.letter().to() : roles.apply(e.agent())).says(Event.MessageQueued::text),
            row(Event.MessageRefused.class).by((e, roles) -> e.from()).on(Event.MessageRefused::to).says(e -> e.why() + ": " + e.text()),
            row(Event.MessageRead.class).by((e, roles) -> e.agent() == null ? Message.OPERATOR : roles.apply(e.agent())).on(Event.MessageRead::message),
            row(Event.MessageUnproven.class).says(e -> e.message() + ": " + e.why()),
            row(Event.MessageCutOff.class).says(e -> e.message() + ": " + e.why()),
            row(Event.MessageFailed.class).says(e -> e.message() + ": " + e.why()),
            row(Event.MessageCancelled.class).on(Event.MessageCancelled::message),
            row(Event.MessageAcknowledged.class).on(Event.MessageAcknowledged::message),
            row(Event.ThreadStarted.class).says(Event.ThreadStarted::title),

            row(Event.TaskMoved.class).on(Event.TaskMoved::task).says(e -> (e.state() + " " + (e.note() == null ? "" : e.note())).strip()),
            row(Event.CompletionReported.class).by((e, roles) -> e.by() == null ? roles.apply(e.agent()) : e.by() + " (for " + roles.apply(e.agent()) + ")").says(Event.CompletionReported::text),
            row(Event.DependenciesSet.class).says(e -> e.role() + " on " + (e.on().isEmpty() ? "nobody" : String.join(", ", e.on()))),
            row(Event.CompletionAsked.class),
            row(Event.CompletionMissing.class),
            row(Event.StandupStarted.class),
            row(Event.StandupAnswered.class).byItself().says(Event.StandupAnswered::text),

            row(Event.RulesTaken.class).on(Event.RulesTaken::project).says(e -> "version " + e.version() + (e.sources().isEmpty() ? ", as shipped" : " from " + String.join(", ", e.sources()))),
            row(Event.WatchSet.class).says(e -> e.on() ? "the rules are watched" : "the rules are not watched"),
            row(Event.ViolationFound.class).byItself().on(Event.ViolationFound::rule).says(e -> e.severity() + ": " + e.seen()),
            row(Event.ViolationResolved.class).on(Event.ViolationResolved::violation).says(Event.ViolationResolved::why),
            row(Event.ViolationsTold.class),
            row(Event.ComplianceAnalysed.class)).collect(toUnmodifiableMap(Row::kind, row -> row));

    /** The kinds of event that belong to the trail, sorted. */
    static Set<String> kinds() {
        return TABLE.keySet().stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The line of an event whose kind belongs to the trail.
     *
     * @param roles the role of an agent by its id
     */
    public static AuditLine of(Event event, UnaryOperator<String> roles) {
        return TABLE.get(event.getClass()).line(event, roles);
    }

    private static <E extends Event> Row<E> row(Class<E> kind) {
        return new Row<E>(kind, (e, roles) -> e.by() == null ? Message.MC : e.by(), (e, roles) -> e.agent() == null ? "" : roles.apply(e.agent()), e -> "");
    }

    private record Row<E extends Event>(Class<E> kind, BiFunction<E, UnaryOperator<String>, String> actor, BiFunction<E, UnaryOperator<String>, String> target, Function<E, String> words) {

        Row<E> by(BiFunction<E, UnaryOperator<String>, String> somebody) {
            return new Row<>(kind, somebody, target, words);
        }

        /** Unless the event names somebody else. */
        Row<E> byOperator() {
            return by((e, roles) -> e.by() == null ? Message.OPERATOR : e.by());
        }

        /** By the agent that the event is about, unless it names somebody else. */
        Row<E> byItself() {
            return by((e, roles) -> e.by() == null ? roles.apply(e.agent()) : e.by());
        }

        Row<E> on(BiFunction<E, UnaryOperator<String>, String> somebody) {
            return new Row<>(kind, actor, somebody, words);
        }

        Row<E> on(Function<E, String> something) {
            return on((e, roles) -> something.apply(e));
        }

        Row<E> says(Function<E, String> something) {
            return new Row<>(kind, actor, target, something);
        }

        AuditLine line(Event event, UnaryOperator<String> roles) {
            E own = kind.cast(event);
            return new AuditLine(actor.apply(own, roles), target.apply(own, roles), words.apply(own));
        }
    }
}
