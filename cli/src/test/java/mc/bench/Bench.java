package mc.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mc.bench.Measurement.Scale;

/** The benchmark: {@code scripts/bench [--quick] [NAME…]}. It measures and never judges: the exit code says only whether it could measure. */
public final class Bench {

    private Bench() {}

    private static Map<String, Measurement> all() {
        Map<String, Measurement> all = new LinkedHashMap<>();
        all.put("hook", new HookBench());
        all.put("commands", new CommandBench());
        all.put("events", new EventsBench());
        all.put("rules", new RulesBench());
        all.put("talk", new TalkBench());
        all.put("lists", new ListBench());
        all.put("start", new StartBench());
        all.put("send", new SendBench());
        all.put("queue", new QueueBench());
        all.put("git", new GitBench());
        all.put("claude", new ClaudeBench());
        all.put("team", new TeamBench());
        return all;
    }

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<String> names = new ArrayList<>(Arrays.asList(args));
        Scale scale = names.remove("--quick") ? Scale.QUICK : Scale.FULL;
        Map<String, Measurement> all = all();
        if (!all.keySet().containsAll(names)) {
            System.err.println("usage: scripts/bench [--quick] [NAME…], of " + String.join(", ", all.keySet()));
            System.exit(2);
        }
        if (!names.isEmpty()) {
            all.keySet().retainAll(names);
        }
        Machine.describe(out);
        Report report = new Report(out);
        for (Map.Entry<String, Measurement> entry : all.entrySet()) {
            out.println(entry.getKey() + " (load " + Machine.load() + ")");
            try {
                entry.getValue().measure(report, scale);
            } catch (Exception e) {
                report.failed(entry.getKey(), e);
            }
        }
        report.print();
        System.exit(report.hasFailures() ? 1 : 0);
    }
}
