package mc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import mc.Failure;
import mc.process.Exec;
import mc.text.SafeFiles;
import mc.text.Untrusted;

/** What starts programs when a machine starts. Installing twice is installing once; what is not mc's is left as it is, byte for byte. */
enum BootStarter {

    /** A unit of the user's own systemd, which runs without a login only when lingering is on. */
    SYSTEMD {
        @Override
        boolean isHere() {
            return succeeds("systemctl", "--user", "show-environment");
        }

        @Override
        void install(StartAtBoot boot, Consumer<String> say) throws IOException {
            Files.createDirectories(boot.unitFile().getParent());
            SafeFiles.write(boot.unitFile(), boot.unit());
            try {
                must("systemctl", "--user", "daemon-reload");
                must("systemctl", "--user", "enable", boot.unitName());
            } catch (Failure e) {
                uninstall(boot); // half of it would be no help
                throw e;
            }
            say.accept("systemd starts it: " + boot.unitFile());
            if (!succeeds("loginctl", "enable-linger")) {
                say.accept("note: without lingering it starts only when you log in. Turn that on: sudo loginctl enable-linger \"$USER\"");
            }
        }

        @Override
        boolean uninstall(StartAtBoot boot) throws IOException {
            boolean wasEnabled = Files.deleteIfExists(boot.unitFile().resolveSibling("default.target.wants").resolve(boot.unitName())); // what systemctl disable does, where systemd does not run too
            boolean wasThere = Files.deleteIfExists(boot.unitFile());
            if (wasEnabled || wasThere) {
                succeeds("systemctl", "--user", "daemon-reload");
            }
            return wasEnabled || wasThere;
        }

        @Override
        String shown(StartAtBoot boot) {
            return "# " + boot.unitFile() + "\n" + boot.unit() + "\n# then: systemctl --user daemon-reload; systemctl --user enable " + boot.unitName() + "; loginctl enable-linger";
        }
    },

    /** A line in the user's crontab. */
    CRON {
        @Override
        boolean isHere() {
            return crontab().isPresent();
        }

        @Override
        void install(StartAtBoot boot, Consumer<String> say) {
            List<String> lines = othersLines(boot);
            lines.add(boot.cronLine());
            write(lines);
            say.accept("cron starts it: " + boot.cronLine());
        }

        @Override
        boolean uninstall(StartAtBoot boot) {
            Optional<List<String>> lines = crontab();
            if (lines.isEmpty() || lines.get().stream().noneMatch(line -> line.endsWith(boot.cronMark()))) {
                return false;
            }
            write(othersLines(boot));
            return true;
        }

        @Override
        String shown(StartAtBoot boot) {
            return "# in your crontab\n" + boot.cronLine();
        }

        private List<String> othersLines(StartAtBoot boot) {
            List<String> lines = new ArrayList<>(crontab().orElseThrow(() -> Failure.missing("The program crontab cannot be run.", "Install cron, or choose another starter: mc daemon install --with systemd")));
            lines.removeIf(line -> line.endsWith(boot.cronMark()));
            return lines;
        }

        private void write(List<String> lines) {
            Exec.Result result = Exec.of("crontab", "-").input(lines.isEmpty() ? "" : String.join("\n", lines) + "\n").run();
            if (!result.ok()) {
                throw failed("crontab -", result);
            }
        }

        /** The lines there are; empty without a program crontab. Any other trouble is no empty crontab: it would be overwritten. */
        private Optional<List<String>> crontab() {
            Exec.Result result;
            try {
                result = Exec.of("crontab", "-l").run();
            } catch (Failure e) {
                return Optional.empty();
            }
            if (result.ok() && !result.truncated()) {
                return Optional.of(result.stdout().isEmpty() ? List.of() : List.of((result.stdout().endsWith("\n") ? result.stdout().substring(0, result.stdout().length() - 1) : result.stdout()).split("\n", -1)));
            }
            if (result.exitCode() == 1 && result.stderr().toLowerCase(Locale.ROOT).contains("no crontab")) {
                return Optional.of(List.of());
            }
            throw failed("crontab -l", result);
        }
    },

    /** macOS; it starts programs when the user logs in, not before. */
    LAUNCHD {
        @Override
        boolean isHere() {
            return System.getProperty("os.name", "").startsWith("Mac");
        }

        @Override
        void install(StartAtBoot boot, Consumer<String> say) throws IOException {
            Files.createDirectories(boot.agentFile().getParent());
            SafeFiles.write(boot.agentFile(), boot.agent());
            say.accept("launchd starts it when you log in: " + boot.agentFile());
        }

        @Override
        boolean uninstall(StartAtBoot boot) throws IOException {
            return Files.deleteIfExists(boot.agentFile());
        }

        @Override
        String shown(StartAtBoot boot) {
            return "# " + boot.agentFile() + "\n" + boot.agent();
        }
    };

    /** Whether it works on this machine, for this user. */
    abstract boolean isHere();

    abstract void install(StartAtBoot boot, Consumer<String> say) throws IOException;

    /** Takes away what {@link #install} did; false when there was nothing. */
    abstract boolean uninstall(StartAtBoot boot) throws IOException;

    /** What installing would write and run. */
    abstract String shown(StartAtBoot boot);

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static boolean succeeds(String... argv) {
        try {
            return Exec.of(argv).run().ok();
        } catch (Failure e) {
            return false; // there is no such program
        }
    }

    private static void must(String... argv) {
        Exec.Result result = Exec.of(argv).run();
        if (!result.ok()) {
            throw failed(String.join(" ", argv), result);
        }
    }

    private static Failure failed(String command, Exec.Result result) {
        String said = result.timedOut() ? "it did not answer in time" : Untrusted.line(result.stderr().isBlank() ? "exit code " + result.exitCode() : result.stderr(), 300);
        return Failure.failed(command + " failed: " + said, "mc daemon install --print shows what would be installed; another starter: --with systemd, --with cron");
    }
}
