package mc.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ends processes: asks first (SIGTERM), and kills what still runs after the grace period. Stateless. */
public final class EndProcesses {

    private static final Duration AFTER_KILL = Duration.ofSeconds(2);

    private EndProcesses() {}

    /**
     * What became of each. {@code alreadyGone}: ended before, or its pid belongs to another process now, which was left alone.
     * {@code survived}: still runs after SIGKILL (stuck in the kernel, or not ours to kill).
     */
    public record Outcome(List<ProcessId> alreadyGone, List<ProcessId> ended, List<ProcessId> killed, List<ProcessId> survived) {

        public boolean allGone() {
            return survived.isEmpty();
        }
    }

    /** Ends them all and waits for it, {@code grace} plus two seconds at most. mc itself and what it runs under are refused. */
    public static Outcome end(Collection<ProcessId> processes, Duration grace) {
        refuseOurselves(processes);
        List<ProcessId> gone = new ArrayList<>();
        List<ProcessId> running = new ArrayList<>();
        processes.stream().distinct().forEach(p -> (p.isAlive() ? running : gone).add(p));

        running.forEach(ProcessId::terminate);
        List<ProcessId> stubborn = survivors(running, grace);
        stubborn.forEach(ProcessId::kill);
        List<ProcessId> survived = survivors(stubborn, AFTER_KILL);
        return new Outcome(List.copyOf(gone), without(running, stubborn), without(stubborn, survived), survived);
    }

    private static List<ProcessId> survivors(List<ProcessId> processes, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        return processes.stream().filter(p -> !p.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))).toList();
    }

    private static List<ProcessId> without(List<ProcessId> all, List<ProcessId> some) {
        return all.stream().filter(p -> !some.contains(p)).toList();
    }

    private static void refuseOurselves(Collection<ProcessId> processes) {
        Set<Long> above = Stream.iterate(ProcessHandle.current(), h -> h.parent().orElse(null)).takeWhile(h -> h != null).map(ProcessHandle::pid).collect(Collectors.toSet());
        if (processes.stream().anyMatch(p -> p.pid() <= 1 || above.contains(p.pid()))) {
            throw new IllegalArgumentException("mc does not end itself or a process it runs under");
        }
    }
}
