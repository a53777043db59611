package mc.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mc.Failure;
import mc.Home;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the daemon starts. Exit code 0 also when another daemon serves the home already. */
public final class DaemonMain {

    private DaemonMain() {}

    public static void main(String[] args) {
        Map<String, String> env = System.getenv();
        try {
            Home home = Home.of(env);
            Home.privateDirectory(home.log());
            logTo(home.log().resolve("mcd.log"));
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

    /** Logging is set up in code: a configuration file costs start-up time and would be one more thing to trust. */
    private static void logTo(Path file) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level [%thread] %logger{0}: %msg%n");
        encoder.start();
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(file + ".%i");
        rolling.setMinIndex(1);
        rolling.setMaxIndex(3);
        rolling.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(FileSize.valueOf("10MB"));
        size.start();
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(size);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
    }
}
