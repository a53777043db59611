package mc.task;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.Job;
import mc.event.JobHandler;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Signal;
import mc.event.Tx;
import mc.message.Message;
import mc.message.StatusMessage;
import mc.store.Database;
import mc.team.Role;
import mc.text.Untrusted;

/**
 * Gathers the answers of stand-ups. An answer is a message or report of the agent to who asked or to one who leads, once it has been
 * given the question or when it has the form that is asked for; else what it said last in the turn that the question went into.
 */
public final class StandupReactor implements Reactor, JobHandler {

    /** Job: the time of a stand-up is over. */
    public static final String TIME_OVER = "standup";

    private static final int LONGEST = 16_000;

    private final Database database;

    public StandupReactor(Database database) {
        this.database = database;
    }

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.StandupStarted started) {
            start(started, tx);
        } else if (event instanceof Event.MessageQueued queued && queued.wasSaid() && !queued.from().equals(Message.MC)) {
            Leads.member(tx.sql(), queued.mission(), queued.from()).ifPresent(sender -> said(sender, queued, tx));
        } else if (event instanceof Event.AgentSignalled signalled && signalled.signal() instanceof Signal.TurnEnded ended) {
            tx.sql().createUpdate("update standup_answer set said = :said where agent = :agent and text is null").bind("said", clean(ended.lastMessage())).bind("agent", signalled.agent()).execute();
        } else if (event instanceof Event.MessageRead read) {
            readQuestion(read, tx);
        } else if (event instanceof Event.MessageFailed failed) {
            giveUp(failed.agent(), failed.message(), failed.why(), tx);
        } else if (event instanceof Event.MessageUnproven unproven) {
            giveUp(unproven.agent(), unproven.message(), unproven.why(), tx);
        } else if (event instanceof Event.MessageCutOff cut) {
            giveUp(cut.agent(), cut.message(), cut.why(), tx);
        } else if (event instanceof Event.AgentEnding ending) {
            giveUp(ending.agent(), null, "ended by the " + ending.by(), tx);
        } else if (event instanceof Event.StandupAnswered answered) {
            answer(answered, tx);
        } else if (event instanceof Event.StandupEnded ended) {
            end(ended, tx);
        } else if (event instanceof Event.MissionStopping) {
            tx.sql().createQuery("select id from standup where mission = :mission and ended_at is null").bind("mission", event.mission()).mapTo(String.class).list()
                    .forEach(id -> tx.append(new Event.StandupEnded(event.mission(), id)));
        }
    }

    private static void start(Event.StandupStarted started, Tx tx) {
        tx.sql().createUpdate("insert into standup(id, mission, asked_by, at, until) values (:id, :mission, :by, :now, :until)")
                .bind("id", started.standup()).bind("mission", started.mission()).bind("by", started.by()).bind("now", tx.now().toString()).bind("until", started.until()).execute();
        started.agents().forEach(a -> tx.sql().createUpdate("insert into standup_answer(standup, agent, question, why) values (:standup, :agent, :question, :why)")
                .bind("standup", started.standup()).bind("agent", a.agent()).bind("question", a.question()).bind("why", a.why()).execute());
        tx.schedule(Job.of(TIME_OVER, started.standup(), Instant.parse(started.until())));
        if (started.agents().stream().allMatch(a -> a.question() == null)) {
            tx.append(new Event.StandupEnded(started.mission(), started.standup()));
        }
    }

    private static void said(Agent sender, Event.MessageQueued queued, Tx tx) {
        String to = queued.agent() == null ? Message.OPERATOR : Agent.Table.find(tx.sql(), queued.agent()).orElseThrow().role();
        Optional<Standup> standup = Standup.Table.waitingFor(tx.sql(), sender.id()).filter(s -> Leads.include(to) || to.equals(s.askedBy()));
        standup.filter(s -> StatusMessage.parse(queued.text()).isPresent() || isGiven(s, sender, tx)).ifPresent(s -> tx.append(new Event.StandupAnswered(s.mission(), sender.id(), s.id(), clean(queued.text()))));
    }

    private static boolean isGiven(Standup standup, Agent agent, Tx tx) {
        return question(standup, agent.id()).flatMap(q -> Message.find(tx.sql(), q)).filter(m -> m.status() == Message.Status.SUBMITTED || m.status() == Message.Status.READ).isPresent();
    }

    private static Optional<String> question(Standup standup, String agent) {
        return standup.answers().stream().filter(a -> a.agent().equals(agent)).findFirst().map(Standup.Answer::question);
    }

    /** The turn that the question went into has ended. */
    private static void readQuestion(Event.MessageRead read, Tx tx) {
        Standup.Table.waitingFor(tx.sql(), read.agent()).filter(s -> question(s, read.agent()).filter(read.message()::equals).isPresent()).ifPresent(s ->
                tx.sql().createQuery("select said from standup_answer where standup = :standup and agent = :agent and said is not null").bind("standup", s.id()).bind("agent", read.agent()).mapTo(String.class).findOne()
                        .ifPresent(said -> tx.append(new Event.StandupAnswered(read.mission(), read.agent(), s.id(), said))));
    }

    /** The agent will not answer: its question (any, when that is null) did not reach it, or it ended. What it says before the end counts all the same. */
    private static void giveUp(String agent, String message, String why, Tx tx) {
        if (agent == null) {
            return; // a letter of the operator's
        }
        Standup.Table.waitingFor(tx.sql(), agent).filter(s -> message == null || question(s, agent).filter(message::equals).isPresent()).ifPresent(s -> {
            tx.sql().createUpdate("update standup_answer set why = :why where standup = :standup and agent = :agent and why is null").bind("why", Untrusted.line(why, 200)).bind("standup", s.id()).bind("agent", agent).execute();
            endWhenAnswered(s.mission(), s.id(), tx);
        });
    }

    private static void answer(Event.StandupAnswered answered, Tx tx) {
        tx.sql().createUpdate("update standup_answer set text = :text, at = :now where standup = :standup and agent = :agent and text is null")
                .bind("text", answered.text()).bind("now", tx.now().toString()).bind("standup", answered.standup()).bind("agent", answered.agent()).execute();
        endWhenAnswered(answered.mission(), answered.standup(), tx);
    }

    private static void endWhenAnswered(String mission, String standup, Tx tx) {
        if (Standup.Table.find(tx.sql(), standup).filter(s -> s.isAnswered() && !s.isOver()).isPresent()) {
            tx.append(new Event.StandupEnded(mission, standup));
        }
    }

    /** The orchestrator, and whoever of the team asked, get the report in one message; the operator looks for it. */
    private static void end(Event.StandupEnded ended, Tx tx) {
        int changed = tx.sql().createUpdate("update standup set ended_at = :now where id = :id and ended_at is null").bind("now", tx.now().toString()).bind("id", ended.standup()).execute();
        if (changed == 0) {
            return;
        }
        tx.cancel(Job.of(TIME_OVER, ended.standup(), tx.now()).key());
        Standup standup = Standup.Table.find(tx.sql(), ended.standup()).orElseThrow();
        TreeSet<String> readers = new TreeSet<>(List.of(Role.ORCHESTRATOR, standup.askedBy()));
        readers.stream().flatMap(role -> Leads.member(tx.sql(), ended.mission(), role).stream()).forEach(reader -> Leads.tell(tx, reader, standup.report()));
    }

    private static String clean(String text) {
        String plain = Untrusted.block(text).strip();
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST - 1) + "…";
    }

    @Override
    public Outcome run(Job job, Consumer<Event> record) {
        return database.read(sql -> Standup.Table.find(sql, job.subject())).filter(s -> !s.isOver()).map(s -> Outcome.done(new Event.StandupEnded(s.mission(), s.id()))).orElseGet(Outcome::done);
    }
}
