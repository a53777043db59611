package mc.testing;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mc.agent.Agent;
import mc.agent.AgentReactor;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.agent.Usages;
import mc.event.CrashPoint;
import mc.event.Event;
import mc.event.EventLog;
import mc.event.EventLoop;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Signal;
import mc.message.Correspondence;
import mc.message.Marker;
import mc.message.Message;
import mc.message.MessageReactor;
import mc.mission.MissionReactor;
import mc.mission.RestartPolicy;
import mc.mission.RestartReactor;
import mc.mission.StartList;
import mc.store.Database;

/** The engine without the world around it: a real database in a directory, the event loop with mc's reactors, a clock the test moves. */
public final class Engine implements AutoCloseable {

    private final TestClock clock;
    private final Database database;
    private final EventLoop loop;

    /** @param more reactors that come after mc's own */
    public Engine(Path dir, Reactor... more) {
        this(dir, new TestClock(), more);
    }

    /** One whose clock runs; {@link #clock()} is not for it. */
    public static Engine live(Path dir, Reactor... more) {
        return new Engine(dir, Clock.systemUTC(), more);
    }

    private Engine(Path dir, Clock time, Reactor... more) {
        clock = time instanceof TestClock standing ? standing : null;
        List<Reactor> reactors = new ArrayList<>(List.of(new MissionReactor(), new StartList(), new RestartReactor(RestartPolicy.USUAL), new MessageReactor(), new Correspondence(), new AgentReactor(), new Usages()));
        reactors.addAll(List.of(more));
        database = Database.open(dir.resolve("mc.db"));
        loop = new EventLoop(database, time, reactors, CrashPoint.NONE);
        loop.start();
    }

    public TestClock clock() {
        return clock;
    }

    public Database database() {
        return database;
    }

    public EventLoop loop() {
        return loop;
    }

    /** Records an event together with what it led to. */
    public List<Recorded> record(Event... events) {
        return loop.record(events);
    }

    /** A mission {@code id} on the project {@code /projects/ID} with an agent {@code ID-ROLE} per role. */
    public void mission(String id, String... roles) {
        record(created(id, id, "/projects/" + id, roles));
    }

    public static Event.MissionCreated created(String id, String project, String path, String... roles) {
        List<Event.Seat> seats = Arrays.stream(roles).map(role -> new Event.Seat(id + "-" + role, role, role, "does " + role, "demo", briefing(id + "-" + role))).toList();
        return new Event.MissionCreated(id, id, project, path, "mc-test", id + "-impl", "main", "c0ffee", "none", "small", "offline", "default", null, false, "own", seats);
    }

    /** The id of an agent's briefing. */
    public static String briefing(String agent) {
        return String.format("b-%08x", agent.hashCode());
    }

    /** The agent's program was started in pane {@code %1}. */
    public void launched(String agent) {
        record(new Event.AgentLaunched(agent(agent).mission(), agent, "@1", "%1", 4_000_000L, 1L, "conversation-of-" + agent, "hash-of-" + agent));
    }

    /** The agent's program reports something; the marks in a prompt are read as the spool reader does. */
    public List<Recorded> signal(String agent, Signal signal) {
        List<String> markers = signal instanceof Signal.PromptSubmitted prompt ? Marker.idsIn(prompt.text()) : List.of();
        return record(new Event.AgentSignalled(agent(agent).mission(), agent, "file", null, signal, markers));
    }

    /** Puts the agent into a state, past every rule; no other evidence is left. */
    public void put(String agent, AgentState state, String reason, Source source) {
        loop.record(List.of(), tx -> {
            tx.sql().createUpdate("update agent set state = :state, since = :now, reason = :reason, source = :source where id = :id")
                    .bind("state", state.text()).bind("now", tx.now().toString()).bind("reason", reason).bind("source", source.text()).bind("id", agent).execute();
            tx.sql().createUpdate("delete from evidence where agent = :id").bind("id", agent).execute();
            tx.sql().createUpdate("insert into evidence(agent, source, state, what, at, lasting) values (:id, :source, :state, :reason, :now, 0)")
                    .bind("id", agent).bind("source", source.text()).bind("state", state.text()).bind("reason", reason).bind("now", tx.now().toString()).execute();
        });
    }

    public Agent agent(String id) {
        return database.read(sql -> Agent.Table.find(sql, id)).orElseThrow();
    }

    public Message message(String id) {
        return database.read(sql -> Message.find(sql, id)).orElseThrow();
    }

    /** A message of the operator to the agent. */
    public void queue(String agent, String id, String text) {
        record(new Event.MessageQueued(agent(agent).mission(), agent, id, "operator", text));
    }

    /** The message is being typed to its agent. */
    public void type(String id) {
        Message message = message(id);
        record(new Event.MessageTyping(message.mission(), message.agent(), id));
    }

    /** The message is typed to its agent, whose own hook reports it. */
    public void submit(String id) {
        type(id);
        Message message = message(id);
        signal(message.agent(), new Signal.PromptSubmitted(message.typedText()));
    }

    /** Everything in the log, oldest first. */
    public List<Event> log() {
        return database.read(sql -> EventLog.list(sql, 0, null, 1_000_000)).stream().map(Recorded::event).toList();
    }

    public <T extends Event> List<T> log(Class<T> kind) {
        return log().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The keys of the jobs that wait, in alphabetical order. */
    public List<String> jobs() {
        return database.read(sql -> sql.createQuery("select key from job order by key").mapTo(String.class).list());
    }

    @Override
    public void close() {
        loop.close();
    }
}
