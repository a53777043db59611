package mc.mission;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.git.OpenWork;
import mc.git.PreservedWork;
import mc.git.Repository;
import mc.git.Worktree;
import mc.message.Message;
import mc.plan.Resumption;
import mc.store.Database;

/**
 * Gathers where an agent stands, for the briefing it goes on with: what git, the messages and its own notes show now. What cannot be
 * read is said, and stops nothing. Immutable and thread-safe.
 */
record Standing(Home home, Database database, Mission mission, Repository repository) {

    private static final int MAX_MESSAGES = 12;

    /** What a restart has to tell its agent. */
    static List<String> news(Restart restart, boolean remembers, boolean worktreeWasGone) {
        List<String> news = new ArrayList<>();
        news.add("Your program was started again by " + (restart.askedBy().equals(Restart.OPERATOR) ? "the user" : "mc") + " at " + restart.at() + ". Before that: " + restart.why() + " (since " + restart.downSince() + ").");
        news.add(remembers ? "Your conversation goes on where it stopped; its last turn may have been cut off."
                : restart.fresh() ? "The user asked for a new conversation, so your first briefing stands above once more. The work itself is in your worktree: look before you do something a second time." : "Nothing of your earlier conversation is left, so your first briefing stands above once more. The work itself is in your worktree: look before you do something a second time.");
        if (worktreeWasGone) {
            news.add("Your worktree had been deleted or taken away and was made anew with the last commit of your branch; what was not committed is lost, unless it is named below.");
        }
        return news;
    }

    Resumption of(Agent agent, Event.WorktreeReady worktree, List<String> news) {
        List<String> all = new ArrayList<>(news);
        List<String> messages = database.read(sql -> Message.unread(sql, agent.id(), MAX_MESSAGES)).stream().map(Standing::line).toList();
        Path dir = Path.of(worktree.path());
        try {
            PreservedWork.list(repository).stream().filter(p -> (p.mission() + "-" + p.role()).equals(agent.id()))
                    .forEach(p -> all.add("Work of yours that was not committed is kept in " + p.ref() + "; `git show --stat " + p.ref() + "` shows it."));
            OpenWork work = OpenWork.of(repository, Worktree.at(repository, dir).orElseThrow(() -> Failure.notFound("git knows no worktree there", "")), worktree.commit());
            return new Resumption(all, work.commits(), work.files(), work.more(), messages, Checkpoints.newest(home, agent, dir).orElse(null));
        } catch (Failure e) {
            all.add("mc could not look at your worktree (" + e.getMessage() + "); look yourself.");
            return new Resumption(all, List.of("not known"), List.of("not known"), 0, messages, Checkpoints.newest(home, agent, dir).orElse(null));
        }
    }

    private static String line(Message m) {
        String how = switch (m.status()) {
            case SUBMITTED -> "it reached you, but the turn it went into never ended";
            case UNPROVEN -> "typed, and never reported as arrived";
            default -> "not delivered yet, and will be typed into your input line";
        };
        return m.id() + " from " + m.sender() + " (" + how + "): " + m.body();
    }
}
