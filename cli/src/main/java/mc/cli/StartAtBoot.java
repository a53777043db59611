package mc.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mc.Failure;
import mc.Home;
import mc.text.Ids;

/**
 * The texts that let a machine start the daemon of one home when it starts itself: a script that knows everything, and for each kind of
 * starter a few words that call it. Immutable; writes nothing.
 *
 * @param launcher the program {@code mc}
 * @param env the user's environment: what the daemon needs of it stands in the script, for starters give next to none
 * @param resume whether missions are to be brought back too
 */
record StartAtBoot(Home home, Path launcher, Map<String, String> env, boolean resume) {

    private static final List<String> KEPT = List.of("HOME", "PATH", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "MC_TMUX_SOCKET", "MC_JAVA_HOME", "JAVA_HOME");

    StartAtBoot {
        for (String text : List.of(home.root().toString(), launcher.toString())) {
            if (text.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
                throw Failure.usage("A path with a control character in it cannot be started at boot.", "Choose another MC_HOME, or move mc.");
            }
        }
    }

    Path scriptFile() {
        return home.root().resolve("boot.sh");
    }

    String script() {
        Map<String, String> kept = new TreeMap<>(env);
        kept.keySet().retainAll(KEPT);
        kept.put("MC_HOME", home.root().toString());
        String exports = kept.entrySet().stream().map(e -> "export " + e.getKey() + "=" + word(e.getValue()) + "\n").collect(Collectors.joining());
        return "#!/bin/sh\n# Starts Mission Control's daemon when the machine starts. Written by mc daemon install; mc daemon install --uninstall takes it away.\numask 077\n" + exports
                + "exec " + word(launcher.toString()) + " daemon boot" + (resume ? " --resume" : "") + " >" + word(home.log().resolve("boot.log").toString()) + " 2>&1\n";
    }

    /** One word for each home, so that several do not overwrite each other's. */
    private String id() {
        return Ids.hash(home.root().toString()).substring(0, 8);
    }

    String unitName() {
        return "mission-control-" + id() + ".service";
    }

    Path unitFile() {
        String config = env.getOrDefault("XDG_CONFIG_HOME", "");
        return (config.startsWith("/") ? Path.of(config) : Path.of(env.getOrDefault("HOME", "/"), ".config")).resolve("systemd/user").resolve(unitName());
    }

    /** The unit leaves the daemon and the agents alone when it is stopped: only its own shell, which has ended, is its to end. */
    String unit() {
        return "[Unit]\nDescription=Mission Control\n\n[Service]\nType=oneshot\nRemainAfterExit=yes\nKillMode=process\nExecStart=/bin/sh " + unitWord(scriptFile().toString()) + "\n\n[Install]\nWantedBy=default.target\n";
    }

    /** What marks the line of this home in a crontab. */
    String cronMark() {
        return "# mission-control-" + id();
    }

    /** A {@code %} would begin the command's input (crontab(5)); a backslash before one could not be written. */
    String cronLine() {
        String script = scriptFile().toString();
        if (script.contains("\\")) {
            throw Failure.usage("A path with a backslash in it cannot stand in a crontab: " + script, "Choose another MC_HOME.");
        }
        return "@reboot /bin/sh " + word(script).replace("%", "\\%") + " " + cronMark();
    }

    String agentLabel() {
        return "mission-control-" + id();
    }

    Path agentFile() {
        return Path.of(env.getOrDefault("HOME", "/"), "Library/LaunchAgents", agentLabel() + ".plist");
    }

    String agent() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\"><dict>\n"
                + "  <key>Label</key><string>" + agentLabel() + "</string>\n  <key>ProgramArguments</key><array><string>/bin/sh</string><string>" + xml(scriptFile().toString()) + "</string></array>\n"
                + "  <key>RunAtLoad</key><true/>\n  <key>AbandonProcessGroup</key><true/>\n</dict></plist>\n";
    }

    /** One word of a POSIX shell. */
    static String word(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** One argument of ExecStart, after systemd.service(5) and systemd.syntax(7). */
    static String unitWord(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$") + "\"";
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
