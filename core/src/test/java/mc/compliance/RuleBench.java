package mc.compliance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mc.agent.AgentState;
import mc.agent.Source;
import mc.compliance.talk.Watchers;
import mc.event.Event;
import mc.event.Event.Letter;
import mc.event.Job;
import mc.event.JobHandler;
import mc.event.Reactor;
import mc.message.HubPolicy;
import mc.message.Letterbox;
import mc.testing.Engine;
import mc.testing.ShippedData;

/** A team under the shipped rules, and a clock that a test moves: jobs that become due meanwhile are run. */
public final class RuleBench implements AutoCloseable {

    public static final String MISSION = "app-1";

    private final RuleBook book = new RuleBook(Rules.shipped());
    public final Violations violations = new Violations(book);
    private final Watchers watchers = new Watchers(violations, new HubPolicy(ShippedData.DATA.matrices()));
    public final Engine engine;
    private int messages;

    private final Path dir;

    public RuleBench(Path dir, String... roles) {
        this.dir = dir;
        List<Reactor> reactors = new ArrayList<>(List.of(book, violations));
        reactors.addAll(watchers.reactors());
        engine = new Engine(dir, reactors.toArray(Reactor[]::new));
        engine.mission(MISSION, roles);
        for (String role : roles) {
            engine.launched(id(role));
            engine.put(id(role), AgentState.READY, "its turn ended", Source.HOOK);
        }
    }

    public static String id(String role) {
        return MISSION + "-" + role;
    }

    /** One says something to another; returns the message's id. */
    public String say(String from, String to, String text) {
        return say(from, new Letter(to, "notification", null, false, false, null, null, null, null, false), text);
    }

    public String say(String from, Letter letter, String text) {
        String id = String.format("m-%08d", ++messages);
        engine.record(new Event.MessageQueued(MISSION, letter.to().equals("operator") ? null : id(letter.to()), id, from, text, letter));
        return id;
    }

    /** As {@link #say}, by the whole way that mc send goes. */
    public List<String> send(String from, String text, String... to) {
        return Letterbox.send(engine, dir, from, text, to);
    }

    public static Letter on(String thread, String to) {
        return new Letter(to, "notification", null, false, false, thread, null, null, null, false);
    }

    public static Letter task(String to) {
        return new Letter(to, "task-request", null, false, false, null, null, null, null, false);
    }

    /** From now on the project's file names this limit. */
    public void limit(String rule, int minutes) {
        Rules before = engine.database().read(sql -> book.of(sql, MISSION)).rules();
        Rules asked = before.with(before.byId().get(rule).with("minutes", minutes, "CLAUDE.md:3"));
        engine.loop().record(List.of(), tx -> book.take(tx, MISSION, asked, List.of("CLAUDE.md")));
    }

    public void arrived(String message, String role) {
        engine.type(message);
        engine.record(new Event.MessageSubmitted(MISSION, id(role), message, "seen", false));
    }

    /** Lets time pass, job by job. */
    public void pass(Duration time) {
        java.time.Instant end = engine.clock().instant().plus(time);
        for (Job job = next(); job != null && !job.due().isAfter(end); job = next()) {
            if (job.due().isAfter(engine.clock().instant())) {
                engine.clock().advance(Duration.between(engine.clock().instant(), job.due()));
            }
            run(job);
        }
        engine.clock().advance(Duration.between(engine.clock().instant(), end));
    }

    private Job next() {
        return engine.database().read(sql -> sql.createQuery("select key, kind, subject, due from job where kind in (<kinds>) order by due, rowid limit 1").bindList("kinds", List.copyOf(watchers.handlers(engine.loop()).keySet()))
                .map((row, context) -> new Job(row.getString("key"), row.getString("kind"), row.getString("subject"), java.time.Instant.ofEpochMilli(row.getLong("due")), 0)).findOne().orElse(null));
    }

    /** As the runner of jobs does: the job stands while it runs, and one that was asked for meanwhile stays. */
    private void run(Job job) {
        long before = generation(job);
        JobHandler.Outcome outcome;
        try {
            outcome = watchers.handlers(engine.loop()).get(job.kind()).run(job, engine.loop()::record);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        boolean askedAgain = generation(job) != before;
        engine.loop().record(List.of(), tx -> {
            tx.cancel(job.key());
            if (askedAgain || outcome.again() != null) {
                tx.schedule(Job.of(job.kind(), job.subject(), askedAgain ? tx.now() : tx.now().plus(outcome.again())));
            }
        });
    }

    private long generation(Job job) {
        return engine.database().read(sql -> sql.createQuery("select generation from job where key = :key").bind("key", job.key()).mapTo(Long.class).one());
    }

    public List<Violation> open() {
        return engine.database().read(sql -> Violation.allOpen(sql, MISSION, null));
    }

    public List<Violation> open(String rule) {
        return engine.database().read(sql -> Violation.open(sql, MISSION, rule));
    }

    public List<Event.MessageQueued> alerts() {
        return engine.log(Event.MessageQueued.class).stream().filter(m -> m.from().equals("mc")).toList();
    }

    @Override
    public void close() {
        engine.close();
    }
}
