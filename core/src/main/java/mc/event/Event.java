package mc.event;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One thing that happened. Events are appended to the log for ever and are the only way anything changes: reactors read them and
 * write the tables. One record per kind; the record's name is the kind in the log. Optional texts are null when absent. Immutable.
 */
public sealed interface Event {

    /** The mission it belongs to, or null. */
    default String mission() {
        return null;
    }

    /** The agent it is about, or null. */
    default String agent() {
        return null;
    }

    /** Who asked for it or did it, a role or operator; null when it does not say. */
    default String by() {
        return null;
    }

    /** The name of this kind in the log. */
    default String kind() {
        return getClass().getSimpleName();
    }

    /** Every kind by its name in the log. */
    Map<String, Class<? extends Event>> KINDS = Arrays.stream(Event.class.getPermittedSubclasses())
            .map(c -> c.<Event>asSubclass(Event.class))
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    // ---- the daemon

    /** The daemon is up. */
    record DaemonStarted(String version, long pid) implements Event {}

    /** The daemon ends on request. */
    record DaemonStopping(String why) implements Event {}

    /** A job gave up for good; what it was to do has not happened. */
    record JobGivenUp(String job, String why) implements Event {}

    /** A file in the spool made no sense and was moved out of the way. */
    record SpoolSetAside(String file, String why) implements Event {}

    /** A backup of the database was made, and read back whole. */
    record BackupMade(String file, long bytes, long events) implements Event {}

    /** The backup of the day could not be made; it is tried again. */
    record BackupSkipped(String why) implements Event {}

    /** The database was put back from this file: what follows in the log comes after what the file held. */
    record DatabaseRestored(String file) implements Event {}

    // ---- missions

    /** One seat in a team: who sits there, and what identifies the work. */
    record Seat(String agent, String role, String title, String purpose, String adapter, String briefing) {}

    /** A team was agreed on. Texts (spec, plan, briefings) lie in the mission's folder, not in the log. */
    record MissionCreated(
            String mission,
            String name,
            String project,
            String path,
            String socket,
            String session,
            String startingBranch,
            String startingCommit,
            String teamType,
            String size,
            String planner,
            String permissionMode,
            String model,
            boolean trust,
            String worktreeStrategy,
            List<Seat> seats)
            implements Event {}

    /** The mission's files are in place; its agents may start. {@code notes} are lines for the user's eyes. */
    record MissionPrepared(String mission, List<String> notes) implements Event {}

    /** The tmux session of the mission exists. */
    record SessionCreated(String mission, String session, String sessionId) implements Event {}

    /** Its agents that have not started their first turn and do not run are to be started again; {@code trust}: the user's yes to the trust question came with it. */
    record MissionContinued(String mission, boolean trust) implements Event {}

    /** The team has a further agent, to be started; it is asked for a report every so many minutes, or never when that is null. */
    record AgentAdded(String mission, Seat seat, Integer checkInMinutes) implements Event {}

    /** Every agent of the team has started its first turn. */
    record MissionUnderWay(String mission) implements Event {}

    /** Somebody asked to end the mission. */
    record MissionStopping(String mission, boolean keepWorktrees, String by) implements Event {}

    /** The mission has ended and nothing of it runs. */
    record MissionStopped(String mission, List<String> notes) implements Event {}

    // ---- agents

    /** The agent's worktree is there. {@code branch} is null when detached. */
    record WorktreeReady(String mission, String agent, String path, String branch, String commit, String strategy, List<String> notes) implements Event {}

    /** The agent's program runs in this pane; its calls carry the token that has this hash. */
    record AgentLaunched(String mission, String agent, String windowId, String paneId, long pid, long pidStart, String conversation, String tokenHash) implements Event {}

    /** The agent could not be started. */
    record LaunchFailed(String mission, String agent, String why) implements Event {}

    /**
     * The agent's program reported something through a hook. {@code markers} are the ids of mc's messages that stand in the text;
     * {@code file} is the spool file, which is counted once; {@code sourceAt} is when the hook wrote it, null in old logs.
     */
    record AgentSignalled(String mission, String agent, String file, @JsonAlias("at") String sourceAt, Signal signal, List<String> markers) implements Event {}

    /**
     * A source beside the hooks says something new about the run of the agent's program with this process id: that it is in a state
     * ({@code state} is null when it is about something else), since when by the source's own time ({@code sourceAt}), and until when a limit lasts, or null.
     */
    record AgentSighted(String mission, String agent, long pid, String source, String state, String what, @JsonAlias("at") String sourceAt, String until, boolean lasting) implements Event {}

    /** What a conversation of the agent has used in all; {@code model}, {@code contextUsedPercent} and {@code costUsd} are null when unknown. */
    record UsageSeen(
            String mission, String agent, String conversation, String model, Double contextUsedPercent, long tokensIn, long tokensOut, long cacheReadTokens, long cacheWrittenTokens, Double costUsd)
            implements Event {}

    /** Its screen shows a question that only a person may answer. */
    record DialogSeen(String mission, String agent, String label, String answer) implements Event {}

    /** Its screen shows that it is at its input line, or in a turn. Believed only when hooks cannot tell. */
    record ScreenSeen(String mission, String agent, boolean busy) implements Event {}

    /** The screen of an agent without hooks shows that its program took the texts with these marks; {@code evidence} says what was seen. */
    record PromptSeen(String mission, String agent, List<String> markers, String evidence) implements Event {}

    /** Nothing tells what the agent does; {@code why} says what was tried. */
    record AgentUnclear(String mission, String agent, String why) implements Event {}

    /** Its program ended: with an exit code, or by a signal; either may be null when tmux could not tell. */
    record AgentExited(String mission, String agent, Integer code, String signal, String lastWords) implements Event {}

    /** Its pane is gone, twice in a row. */
    record AgentLost(String mission, String agent, String why) implements Event {}

    /**
     * An agent whose program has ended is to be started again, with its conversation, not before {@code due}. {@code briefing} is the id
     * that marks its next first prompt, {@code by} who asked: operator, boot, or mc itself; {@code fresh}: with a new conversation.
     * Without effect when its program is not known to have ended: somebody else was quicker.
     */
    record AgentRestarting(String mission, String agent, String briefing, String by, String due, boolean fresh) implements Event {}

    /** Somebody asked to end the agent's program, which runs, and to start it again; {@code fresh}: with a new conversation. */
    record AgentReplacing(String mission, String agent, String by, boolean fresh) implements Event {}

    /** Somebody asked to end this one agent while its mission goes on, and said this of its work; any of the three may be empty. */
    record AgentEnding(String mission, String agent, String by, String completed, String issues, String handoff) implements Event {}

    /** The agent has ended for good, as asked: its program, its window, and what could be taken away of its worktree. */
    record AgentEnded(String mission, String agent, String by) implements Event {}

    /** Where the agent stood was noted in this file. */
    record CheckpointWritten(String mission, String agent, String file) implements Event {}

    /** Its program keeps ending, so mc does not restart it any more by itself; {@code why} says so and what mends it. */
    record AgentLeftDown(String mission, String agent, String why) implements Event {}

    /** Its screen history was written to this file. */
    record HistorySaved(String mission, String agent, String file) implements Event {}

    /** Uncommitted or unreachable work was written to a ref. */
    record WorkPreserved(String mission, String agent, String ref, String commit, String summary) implements Event {}

    /** Its worktree was removed; {@code branch} tells what became of the branch. */
    record WorktreeRemoved(String mission, String agent, String path, String branch) implements Event {}

    /** Its worktree was left where it is. */
    record WorktreeKept(String mission, String agent, String path, String why) implements Event {}

    /**
     * A commit, merge or other movement of the worktree's HEAD, from {@code before} to {@code commit}; {@code action} is git's own word
     * for it. {@code branch} is where HEAD stood afterwards, null when detached; logs from before 0.2 lack it and {@code before}.
     *
     * @param gitAt the time git wrote down, which is whatever the committer says: 1970 and 2100 are possible
     * @param missed it happened while mc was not looking and was read at its next start
     */
    record HeadMoved(String mission, String agent, String action, String subject, String commit, @JsonAlias("at") String gitAt, String before, String branch, boolean missed) implements Event {

        public HeadMoved(String mission, String agent, String action, String subject, String commit, String gitAt, String before, String branch) {
            this(mission, agent, action, subject, commit, gitAt, before, branch, false);
        }

        /** When it happened, as far as mc can tell: when mc saw it; of what it missed, git's time, within the mission's begin and that moment. */
        public Instant happenedAt(Instant begin, Instant seen) {
            Instant told = missed ? Instant.parse(gitAt) : seen;
            return told.isAfter(seen) ? seen : told.isBefore(begin) ? begin : told;
        }
    }

    /** The agent's branch was pushed: the remote's branch, as this repository knows it, went from {@code before} (null: it is new) to {@code commit}; {@code gitAt} as in {@link HeadMoved}. */
    record BranchPushed(String mission, String agent, String remote, String branch, String before, String commit, @JsonAlias("at") String gitAt) implements Event {}

    /** The branch the mission started from moved in the user's repository; its reflog does not tell who moved it. {@code gitAt} as in {@link HeadMoved}. */
    record StartingBranchMoved(String mission, String branch, String action, String subject, String before, String commit, @JsonAlias("at") String gitAt) implements Event {}

    /**
     * A look found the agent's worktree changed in this: how many paths are not committed and since when at the latest, and how many of them
     * are in conflict and since when. The times are null when there are none.
     */
    record WorktreeSeen(String mission, String agent, int changed, String changedSince, int conflicted, String conflictedSince) implements Event {}

    // ---- check-ins

    /** How often each agent is to be asked for a report, in minutes, by agent. */
    record CheckInsPlanned(String mission, Map<String, Integer> minutes) implements Event {}

    /** It was time, and the agent could not have answered. */
    record CheckInSkipped(String mission, String agent, String why) implements Event {}

    // ---- messages

    /**
     * What a message is beside its text. Times are ISO-8601 in UTC; absent texts are null.
     *
     * @param to the role it is for, or operator
     * @param type task-request, status-update, question or notification
     * @param subject at most 200 characters
     * @param urgent an agent at work gets it at its next tool call
     * @param inbox it is only laid into the recipient's inbox and never typed
     * @param thread the conversation it belongs to
     * @param replyTo the message it answers
     * @param notBefore when it may go out at the earliest
     * @param key the sender's own name for it: the same sender's message with the same key to the same recipient is accepted once
     * @param critical it speaks of completion, deployment, failure, an error or a block
     * @param copyOf the message of which mc made this copy for a hub
     */
    record Letter(String to, String type, String subject, boolean urgent, boolean inbox, String thread, String replyTo, String notBefore, String key, boolean critical, String copyOf) {

        /** One that is no copy. */
        public Letter(String to, String type, String subject, boolean urgent, boolean inbox, String thread, String replyTo, String notBefore, String key, boolean critical) {
            this(to, type, subject, urgent, inbox, thread, replyTo, notBefore, key, critical, null);
        }

        /** A plain one. */
        public static Letter plain(String to) {
            return new Letter(to, "notification", null, false, false, null, null, null, null, false);
        }
    }

    /** A message was accepted; its text lies in the message table. {@code agent} is null when it is for the operator; {@code letter} when it is a plain one to an agent. */
    record MessageQueued(String mission, String agent, String message, String from, String text, Letter letter) implements Event {

        public MessageQueued(String mission, String agent, String message, String from, String text) {
            this(mission, agent, message, from, text, null);
        }

        /** Whether its sender said it: a copy that mc made for a hub is nobody's own word. */
        public boolean wasSaid() {
            return letter == null || letter.copyOf() == null;
        }
    }

    /** A message was not accepted, by the team's rules; {@code agent} is the sender. Its text is kept for the audit alone. */
    record MessageRefused(String mission, String agent, String from, String to, String text, String why) implements Event {}

    /** An urgent message lies ready for the agent's next hook to hand it over in the middle of the turn. */
    record MessageOffered(String mission, String agent, String message) implements Event {}

    /** The recipient says that it has taken note of the message, or has done what it asks for. */
    record MessageAcknowledged(String mission, String agent, String message, String by) implements Event {}

    /** A conversation was opened; {@code message} is the one it began with, or null. */
    record ThreadStarted(String mission, String thread, String title, String by, String message) implements Event {}

    /** It waits, for this reason. */
    record MessageHeld(String mission, String agent, String message, String why) implements Event {}

    /** It is about to be typed: whoever finds this after a crash looks before typing again. */
    record MessageTyping(String mission, String agent, String message) implements Event {}

    /** It stands in the input line and Enter was pressed; {@code attempt} counts the Enter keys, and is 0 when the agent's hook says that it has handed it over. */
    record MessageTyped(String mission, String agent, String message, int attempt) implements Event {}

    /** The agent's own evidence shows it. {@code queuedBehindTurn}: a turn was running, its own comes after that one. */
    record MessageSubmitted(String mission, String agent, String message, String evidence, boolean queuedBehindTurn) implements Event {}

    /** The program's own record shows that these messages went into the turn that ran: from its queue, or handed over by a hook. */
    record MessagesAbsorbed(String mission, String agent, List<String> messages, String evidence) implements Event {}

    /** The turn it started, or went into, has ended; {@code how} says how if not by itself, else it is null. */
    record MessageRead(String mission, String agent, String message, String how) implements Event {

        public MessageRead(String mission, String agent, String message) {
            this(mission, agent, message, null);
        }
    }

    /** It arrived, and its turn can never end: its program, its conversation or its mission ended before. */
    record MessageCutOff(String mission, String agent, String message, String why) implements Event {}

    /** It was typed, and nothing shows that it arrived. */
    record MessageUnproven(String mission, String agent, String message, String why) implements Event {}

    /** It was not typed and will not be. */
    record MessageFailed(String mission, String agent, String message, String why) implements Event {}

    /** Its sender or the operator took it back before it was handed over. */
    record MessageCancelled(String mission, String agent, String message, String by) implements Event {}

    /** The senders of these messages, which failed or are not proven, and the operator are told of them. */
    record UndeliveredTold(String mission, List<String> messages) implements Event {}

    // ---- tasks and reports

    /** A task of the plan. */
    record PlannedTask(String id, String role, String title, List<String> dependsOn) {}

    /** The tasks of the mission's plan, in order; or what the user gave somebody besides it. */
    record TasksPlanned(String mission, List<PlannedTask> tasks) implements Event {}

    /** A task is open, done or blocked now; {@code agent} is null when the operator says so. */
    record TaskMoved(String mission, String agent, String task, String state, String note, String by) implements Event {}

    /**
     * An agent reports completed work; {@code task} is null when it names none, {@code key} when the reporter gave the report no name of its
     * own, {@code by} when the agent itself reports: else it is the operator who speaks for it.
     */
    record CompletionReported(String mission, String agent, String completion, String task, String text, String key, String by) implements Event {

        public CompletionReported(String mission, String agent, String completion, String task, String text, String key) {
            this(mission, agent, completion, task, text, key, null);
        }
    }

    /** Whose completions the role waits for; an empty list: nobody's. */
    record DependenciesSet(String mission, String role, List<String> on, String by) implements Event {}

    /** The agent ended its turn with new commits and without a report, and is asked about it; {@code commit} is its newest, {@code message} the question. */
    record CompletionAsked(String mission, String agent, String commit, String message) implements Event {}

    /** It was asked and still has not reported: the orchestrator is told. */
    record CompletionMissing(String mission, String agent, String commit) implements Event {}

    /** An agent in a stand-up: {@code question} is the message that asks it, null when it is not asked; {@code why} says then why not. */
    record Asked(String agent, String question, String why) {}

    /** Everybody is asked where they stand; answers count until then. */
    record StandupStarted(String mission, String standup, String by, String until, List<Asked> agents) implements Event {}

    /** An agent's answer. */
    record StandupAnswered(String mission, String agent, String standup, String text) implements Event {}

    /** All have answered, or the time is over. */
    record StandupEnded(String mission, String standup) implements Event {}

    // ---- rules

    /** The rules that hold for a project from now on: {@code body} is the whole set, {@code sources} the files it was drawn from. */
    record RulesTaken(String project, int version, String digest, List<String> sources, String body) implements Event {}

    /**
     * A rule was broken. {@code key} tells one case of it from another: while one is open, the same rule and key are not found again.
     * {@code seen} is the evidence, {@code remedy} a command or deed that mends it, {@code rules} the version of the set that said so.
     */
    record ViolationFound(String mission, String agent, String violation, String rule, String severity, String key, String seen, String remedy, int rules) implements Event {}

    /** It is closed; {@code outcome} tells whether it was {@code mended}, a person {@code dismissed} it, or it {@code lapsed}: nothing can mend it any more. */
    record ViolationResolved(String mission, String agent, String violation, String by, String why, String outcome) implements Event {}

    /** Somebody is told of these violations, in one message: {@code agent} is the orchestrator or the project manager, and null when it is the operator. */
    record ViolationsTold(String mission, String agent, String message, List<String> violations) implements Event {}

    /** The rules of the mission are watched from now on, or are not any more. */
    record WatchSet(String mission, boolean on, String by) implements Event {}

    /** Somebody had the log of the mission analysed; {@code report} is what came of it, as JSON. */
    record ComplianceAnalysed(String mission, String report) implements Event {}
}
