package mc.task;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.AgentState;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.EventQueue;
import mc.event.Tx;
import mc.message.Message;
import mc.message.StatusMessage;
import mc.store.Database;
import mc.text.Ids;
import mc.text.Placeholders;
import mc.text.Templates;
import mc.text.Untrusted;

/** Asks a team where it stands, all at once, and shows what came of it. Thread-safe. */
public final class Standups {

    private static final Duration LONGEST = Duration.ofHours(24);

    private final Database database;
    private final EventLoop loop;
    private final Templates templates;

    public Standups(Database database, EventLoop loop, Templates templates) {
        this.database = database;
        this.loop = loop;
        this.templates = templates;
    }

    /** A stand-up as scripts see it; {@code report} is the same for people. */
    public record View(String id, String mission, String askedBy, String at, String until, String endedAt, List<Part> answers, String report) {}

    /** One agent's part: {@code status} is answered, awaited, silent (the time is over, or it cannot answer) or skipped; {@code parts} is null unless the answer has the form that is asked for. */
    public record Part(String role, String status, String why, String text, StatusMessage parts, String at) {}

    /** Whoever waits for a stand-up is told of each answer. */
    @FunctionalInterface
    public interface Progress {
        void send(Object value) throws Exception;
    }

    /** Asks everybody but {@code by}; answers are gathered for that long. One at a time. */
    public View start(Mission mission, String by, Duration wait) {
        Duration time = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        String template = templates.required("messages/standup.md").strip();
        String id = Ids.random("s");
        loop.record(List.of(), tx -> {
            Standup.Table.ofMission(tx.sql(), mission.id()).stream().filter(s -> !s.isOver()).findFirst().ifPresent(running -> {
                throw Failure.refused("The stand-up " + running.id() + " is under way, until " + running.until() + ".", "mc standup show " + running.id());
            });
            ask(mission, by, id, tx.now().plus(time), template, tx);
        });
        return show(mission, id);
    }

    private static void ask(Mission mission, String by, String id, Instant until, String template, Tx tx) {
        List<Event.Asked> asked = new ArrayList<>();
        List<Event> questions = new ArrayList<>();
        for (Agent agent : Agent.Table.ofMission(tx.sql(), mission.id()).stream().filter(a -> !a.hasLeft() && !a.role().equals(by)).toList()) {
            if (agent.state() == AgentState.READY || agent.state() == AgentState.WORKING) {
                String question = Ids.random("m");
                asked.add(new Event.Asked(agent.id(), question, null));
                questions.add(new Event.MessageQueued(mission.id(), agent.id(), question, Message.MC, question(template, id, agent.role())));
            } else {
                asked.add(new Event.Asked(agent.id(), null, "it is " + agent.state().text() + ": " + Untrusted.line(agent.reason(), 200)));
            }
        }
        tx.append(new Event.StandupStarted(mission.id(), id, by, until.toString(), asked));
        questions.forEach(tx::append);
    }

    private static String question(String template, String id, String role) {
        try {
            return Placeholders.fill(template, Map.of("id", id, "role", role));
        } catch (IllegalArgumentException e) {
            throw Failure.usage("The template messages/standup.md cannot be used: " + Untrusted.line(e.getMessage(), 300), "Correct your copy in MC_HOME/templates, or move it away to use the shipped one.");
        }
    }

    /** Waits until it is over, which it is in time, and tells of each answer meanwhile. It goes on when the waiting breaks off. */
    public View await(Mission mission, String id, Progress progress) throws Exception {
        try (EventQueue events = new EventQueue(loop, e -> mission.id().equals(e.mission()) && (e instanceof Event.StandupAnswered || e instanceof Event.StandupEnded))) {
            View view = show(mission, id);
            progress.send(view);
            while (view.endedAt() == null) {
                if (events.poll(1_000) != null) {
                    events.skip();
                    view = show(mission, id);
                    progress.send(view);
                }
            }
            return view;
        }
    }

    /** The newest of the mission, newest first. */
    public List<View> list(Mission mission) {
        return database.read(sql -> Standup.Table.ofMission(sql, mission.id())).stream().map(Standups::view).toList();
    }

    /** One of the mission; the newest when {@code id} is null. */
    public View show(Mission mission, String id) {
        return database.read(sql -> id == null ? Standup.Table.ofMission(sql, mission.id()).stream().findFirst() : Standup.Table.find(sql, id).filter(s -> s.mission().equals(mission.id())))
                .map(Standups::view).orElseThrow(() -> id == null ? Failure.notFound("The mission " + mission.id() + " has had no stand-up.", "mc standup")
                        : Failure.notFound("The mission " + mission.id() + " has had no stand-up " + Untrusted.line(id, 40) + ".", "mc standup list"));
    }

    private static View view(Standup s) {
        List<Part> parts = s.answers().stream().map(a -> new Part(a.role(), a.question() == null ? "skipped" : a.text() != null ? "answered" : a.isAwaited() && !s.isOver() ? "awaited" : "silent", a.why(), a.text(), a.status().orElse(null),
                a.at() == null ? null : a.at().toString())).toList();
        return new View(s.id(), s.mission(), s.askedBy(), s.at().toString(), s.until().toString(), s.endedAt() == null ? null : s.endedAt().toString(), parts, s.report());
    }
}
