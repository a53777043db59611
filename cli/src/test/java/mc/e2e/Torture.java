package mc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import mc.process.ProcessId;
import mc.testing.TestRepo;
import org.junit.jupiter.api.Test;

/** The long run behind {@code scripts/torture}: every crash point, then lives under random kills, then swarms of starts. */
class Torture {

    private static int number(String name, int otherwise) {
        return Integer.getInteger("torture." + name, otherwise);
    }

    private static void say(String line) {
        System.out.println("torture: " + line);
        System.out.flush();
    }

    @Test
    void everyCrashPoint() throws Exception {
        List<String> notReached = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (String when : List.of("before", "after")) {
            int lives = Math.max(CrashLife.STARTING.size(), Math.max(CrashLife.SENDING.size(), CrashLife.STOPPING.size()));
            for (int i = 0; i < lives; i++) {
                String starting = point(when, CrashLife.STARTING, i);
                String sending = point(when, CrashLife.SENDING, i);
                String resuming = point(when, CrashLife.RESUMING, i);
                String stopping = point(when, CrashLife.STOPPING, i);
                if (!List.of(starting, sending, resuming, stopping).contains(System.getProperty("torture.point", starting))) {
                    continue;
                }
                try (CrashLife life = new CrashLife()) {
                    note(starting, life.start(starting), notReached);
                    note(sending, life.send(sending), notReached);
                    note(resuming, life.resume(resuming), notReached);
                    note(stopping, life.stop(stopping), notReached);
                    say("survived " + starting + " " + sending + " " + resuming + " " + stopping);
                } catch (AssertionError | RuntimeException e) {
                    failed.add(starting + " " + sending + " " + resuming + " " + stopping + ": " + e.getMessage());
                    say("FAILED   " + failed.get(failed.size() - 1));
                }
            }
        }
        say("points not reached: " + notReached);
        assertThat(failed).isEmpty();
    }

    /** Points that are used up leave that part of the life in peace. */
    private static String point(String when, List<String> kinds, int index) {
        return index < kinds.size() ? when + ":" + kinds.get(index) : "";
    }

    private static void note(String point, boolean died, List<String> notReached) {
        if (!point.isEmpty() && !died) {
            notReached.add(point);
        }
    }

    @Test
    void everyCrashPointOfAnAgentsEnd() throws Exception {
        try (CrashLife life = new CrashLife()) {
            life.start("");
            int round = 0;
            for (String kind : CrashLife.ENDING) {
                for (String when : List.of("before:", "after:")) {
                    say((life.endOne(when + kind, ++round) ? "survived " : "did not reach ") + when + kind + " in an agent's end");
                }
            }
        }
    }

    @Test
    void everyCrashPointOfAnUrgentMessage() throws Exception {
        try (CrashLife life = new CrashLife()) {
            life.start("");
            for (String kind : CrashLife.INTERJECTING) {
                for (String when : List.of("before:", "after:")) {
                    say((life.interject(when + kind) ? "survived " : "did not reach ") + when + kind + " of an urgent message");
                }
            }
        }
    }

    @Test
    void everyCrashPointOfWorkingTogether() throws Exception {
        try (CrashLife life = new CrashLife()) {
            life.start("");
            int round = 0;
            for (String kind : CrashLife.COOPERATING) {
                for (String when : List.of("before:", "after:")) {
                    say((life.cooperate(when + kind, ++round) ? "survived " : "did not reach ") + when + kind + " in working together");
                }
            }
        }
    }

    @Test
    void everyCrashPointOfABrokenRule() throws Exception {
        try (CrashLife life = new CrashLife()) {
            life.start("");
            int round = 0;
            for (String kind : CrashLife.BREAKING) {
                for (String when : List.of("before:", "after:")) {
                    life.breakRule(when + kind, ++round);
                    say("survived " + when + kind + " of a broken rule");
                }
            }
        }
    }

    @Test
    void livesUnderRandomKills() throws Exception {
        long seed = Long.getLong("torture.seed", System.nanoTime());
        for (int round = 1; round <= number("rounds", 20); round++) {
            Random random = new Random(seed + round);
            AtomicBoolean isKilling = new AtomicBoolean(true);
            try (CrashLife life = new CrashLife()) {
                Thread killer = new Thread(() -> killAtRandom(life.mc, random, isKilling), "killer");
                killer.start();
                TestRepo project = life.mc.project("other"); // a second mission keeps the daemon busy with more than one
                tryUntilDone(life.mc.orchestrate(project, life.mc.spec(), "when .\n  work 200ms\n", "--roles", "orchestrator", "--yes"));
                life.startUnderFire();
                for (int i = 0; i < 5; i++) {
                    life.mc.call("send", "developer", "Text " + i, "--mission", "app-1", "--wait", "3s").run();
                }
                tryUntilDone(life.mc.call("stop", "--yes", "--mission", "other-1"));
                isKilling.set(false);
                killer.join();
                life.everyMessageArrivedOnce();
                life.stop("");
                say("round " + round + " survived (seed " + (seed + round) + ")");
            } catch (AssertionError | RuntimeException e) {
                isKilling.set(false);
                throw new AssertionError("round " + round + ", seed " + (seed + round), e);
            }
        }
    }

    /** So many deaths a life, each a moment after the daemon was seen alive: on any machine it gets a little further in between. */
    private static void killAtRandom(McRun mc, Random random, AtomicBoolean isKilling) {
        for (int deaths = 0; deaths < 12 && isKilling.get();) {
            try {
                Thread.sleep(100 + random.nextInt(3_000)); // when it dies is the point of it
            } catch (InterruptedException e) {
                return;
            }
            if (mc.daemon().isPresent()) {
                mc.daemon().ifPresent(ProcessId::kill);
                deaths++;
            }
        }
    }

    static void tryUntilDone(McRun.Call call) {
        McRun.Run run = call.run();
        for (int attempt = 0; run.code() != 0 && run.code() != 5 && attempt < 40; attempt++) {
            run = call.run();
        }
        assertThat(run.code()).as(run.all()).isIn(0, 5);
    }

    @Test
    void swarmsOfStarts() throws Exception {
        try (McRun mc = new McRun()) {
            for (int round = 1; round <= number("starts", 20); round++) {
                DaemonTest.Swarm.start(mc, 50);
                mc.ok("daemon", "stop");
                say("swarm " + round + " of 50 starts left one daemon");
            }
        }
    }
}
