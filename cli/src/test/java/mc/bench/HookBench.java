package mc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mc.text.SafeFiles;
import mc.text.Templates;

/** What an agent waits for at each of its hooks. */
final class HookBench implements Measurement {

    @Override
    public void measure(Report report, Scale scale) throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            Path hook = stage.place().resolve("mc-hook");
            SafeFiles.writeScript(hook, new Templates(stage.home()).required("hook/mc-hook"));
            Path spool = Files.createDirectory(stage.place().resolve("spool"));
            Map<String, String> env = Map.of("PATH", "/usr/bin:/bin", "MC_AGENT", "bench-developer", "MC_SPOOL", spool.toString());
            for (int size : List.of(1_024, 65_536)) {
                Path payload = stage.write("payload", "{\"prompt\":\"" + "x".repeat(size - 13) + "\"}");
                Samples samples = new Samples();
                for (int i = 0; i < scale.runs() + 3; i++) {
                    double millis = Run.of(List.of(hook.toString(), "UserPromptSubmit"), env, payload.toFile(), stage.place().resolve("output")).expect(0).millis();
                    if (i >= 3) {
                        samples.add(millis);
                    }
                }
                report.add(new Figure("hook with " + size / 1_024 + " KB", "ms", 10, samples, "mc-hook UserPromptSubmit, from its start to its end as seen by a Java parent"));
            }
            try (var files = Files.list(spool)) {
                if (files.count() != 2L * (scale.runs() + 3)) {
                    throw new IOException("the hooks did not write one file each");
                }
            }
        }
    }
}
