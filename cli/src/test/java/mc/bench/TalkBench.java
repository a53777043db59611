package mc.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mc.agent.AgentReactor;
import mc.compliance.RuleBook;
import mc.compliance.Rules;
import mc.compliance.Violations;
import mc.compliance.git.GitActivity;
import mc.compliance.talk.Watchers;
import mc.event.CrashPoint;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Reactor;
import mc.message.HubPolicy;
import mc.message.MessageReactor;
import mc.mission.MissionReactor;
import mc.store.Database;
import mc.team.TeamData;
import mc.text.Templates;

/** What the rules cost each message of an agent: the event loop with those who watch them against the same without, in turn. */
final class TalkBench implements Measurement {

    private static final String MISSION = "shop-impl";
    private static final int MESSAGES = 1_000;
    /** So many share a transaction, so that not the disk is measured. */
    private static final int TOGETHER = 50;
    private static final List<Event.Letter> LETTERS = List.of(
            letter("orchestrator", "status-update"), letter("developer", "question"), letter("tester", "notification"), letter("developer", "task-request"));
    private static final List<String> SENDERS = List.of("developer", "tester", "developer", "orchestrator");
    private static final List<String> TEXTS = List.of(
            "STATUS developer: the list of products is on the branch.\nCompleted: the list\nCurrent: the basket\nBlocked: nothing", "Which currency do the prices have in the tests of the basket, and who rounds them?",
            "The basket is on my branch; its tests are in basket_test. Please run them before the merge.", "TASK T7: write the tests of the payment.\nObjective: no payment twice\nSuccess Criteria: the tests pass");

    @Override
    public void measure(Report report, Scale scale) throws IOException {
        Samples with = new Samples();
        Samples without = new Samples();
        Samples rules = new Samples();
        for (int round = 0; round < scale.rounds() + 1; round++) {
            double bare = perMessage(List.of());
            double watched = perMessage(watchers());
            if (round > 0) { // the first one warms the JVM up
                without.add(bare);
                with.add(watched);
                rules.add(watched - bare);
            }
        }
        report.add("a message in the loop, without rules", "ms", without, "CPU of the loop's thread: an event, the table and the delivery's job; " + TOGETHER + " to a transaction");
        report.add("a message in the loop, with all rules", "ms", with, "the same; what two agents and the orchestrator say to one another");
        report.add(new Figure("  what the rules cost a message", "ms", 0.5, rules, "the difference of each pair"));
    }

    private static List<Reactor> watchers() {
        RuleBook book = new RuleBook(Rules.shipped());
        Violations violations = new Violations(book);
        List<Reactor> reactors = new ArrayList<>(List.of(book, violations, new GitActivity(violations)));
        reactors.addAll(new Watchers(violations, new HubPolicy(TeamData.load(Templates.shippedOnly()).matrices())).reactors());
        return reactors;
    }

    /** Milliseconds of the loop's CPU time for each of a thousand messages. */
    private static double perMessage(List<Reactor> watchers) throws IOException {
        try (Stage stage = new Stage()) {
            stage.home().createDirectories();
            List<Reactor> reactors = new ArrayList<>(List.of(new MissionReactor(), new MessageReactor(), new AgentReactor()));
            reactors.addAll(watchers);
            try (Database database = Database.open(stage.home().database()); EventLoop loop = new EventLoop(database, Clock.systemUTC(), reactors, CrashPoint.NONE)) {
                loop.start();
                Seed.mission(loop, MISSION, "/srv/projects/shop", Team.TEN);
                say(loop, 0, MESSAGES / 5);
                double begun = loopMillis();
                say(loop, MESSAGES, MESSAGES);
                return (loopMillis() - begun) / MESSAGES;
            }
        }
    }

    /** CPU time of the loop's thread, for that depends little on what else runs. */
    private static double loopMillis() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds())).filter(t -> t != null && t.getThreadName().equals("event-loop")).mapToLong(t -> threads.getThreadCpuTime(t.getThreadId())).sum() / 1e6;
    }

    private static void say(EventLoop loop, int first, int count) {
        for (int from = first; from < first + count; from += TOGETHER) {
            List<Event> events = new ArrayList<>();
            for (int i = from; i < from + TOGETHER; i++) {
                int kind = i % LETTERS.size();
                events.add(new Event.MessageQueued(MISSION, MISSION + "-" + LETTERS.get(kind).to(), "m-%08d".formatted(i), SENDERS.get(kind), TEXTS.get(kind), LETTERS.get(kind)));
            }
            loop.record(events, tx -> { });
        }
    }

    private static Event.Letter letter(String to, String type) {
        return new Event.Letter(to, type, null, false, false, null, null, null, null, false);
    }
}
