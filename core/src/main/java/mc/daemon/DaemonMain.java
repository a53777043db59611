package mc.daemon;

import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.Home;

/** Where the daemon starts. Exit code 0 also when another daemon serves the home already. */
public final class DaemonMain {

    private DaemonMain() {}

    public static void main(String[] args) {
        Map<String, String> env = System.getenv();
        try {
            Home home = Home.of(env);
            Home.privateDirectory(home.log());
            Logging.to(home.log().resolve("mcd.log"));
            run(home, env);
        } catch (Failure e) {
            System.err.println(e.getMessage() + (e.hint().isEmpty() ? "" : "\n" + e.hint()));
            Runtime.getRuntime().halt(e.kind().exitCode());
        } catch (Exception e) {
            e.printStackTrace();
            System.err.println("A bug in the daemon: " + e); // last, where whoever started it looks
            Runtime.getRuntime().halt(Failure.Kind.BUG.exitCode());
        }
        Runtime.getRuntime().halt(0);
    }

    private static void run(Home home, Map<String, String> env) throws Exception {
        Optional<Daemon> started = Daemon.start(home, env);
        if (started.isEmpty()) {
            System.err.println("A daemon runs already for " + home.root() + ".");
            return;
        }
        Daemon daemon = started.get();
        Thread ending = new Thread(daemon::close, "end");
        Runtime.getRuntime().addShutdownHook(ending);
        if (env.containsKey("MC_DAEMON_FOREGROUND")) {
            System.out.println("The daemon serves " + home.root() + "; Ctrl-C ends it. The agents go on without it.");
        }
        daemon.awaitEnd();
        daemon.close();
    }
}
