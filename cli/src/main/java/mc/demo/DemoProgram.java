package mc.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the demo agent is started from this very installation: same JVM, same jars. */
public final class DemoProgram {

    /** The system property that names a class data archive; one that does not fit the JVM or the jars is ignored by the JVM. */
    public static final String ARCHIVE = "mc.cds";

    private DemoProgram() {}

    /** The JVM, its options and the main class; the agent's own arguments follow. Twenty of them must fit beside a build, so each gets a small heap. */
    public static List<String> argv() {
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms8m", "-Xmx48m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=16m", "-XX:-UsePerfData",
                "-Xshare:auto", "-Xlog:disable"));
        String archive = System.getProperty(ARCHIVE, "");
        if (!archive.isEmpty()) {
            argv.add("-XX:SharedArchiveFile=" + archive);
        }
        argv.addAll(List.of("-Dfile.encoding=UTF-8", "-cp", System.getProperty("java.class.path"), DemoAgent.class.getName()));
        return List.copyOf(argv);
    }
}
