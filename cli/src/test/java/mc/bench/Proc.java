package mc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux tells about a process in {@code /proc} (proc(5)). Stateless. */
final class Proc {

    private static final double TICK_MILLIS = 10; // USER_HZ is 100 on every Linux

    private Proc() {}

    /** CPU time of the process, in milliseconds; known to ten. */
    static double cpuMillis(long pid) throws IOException {
        List<String> stat = stat(pid);
        return (Long.parseLong(stat.get(11)) + Long.parseLong(stat.get(12))) * TICK_MILLIS;
    }

    /** CPU time of this program's children that have ended, with theirs, in milliseconds; known to ten. */
    static double childrenCpuMillis() throws IOException {
        List<String> stat = stat(ProcessHandle.current().pid());
        return (Long.parseLong(stat.get(13)) + Long.parseLong(stat.get(14))) * TICK_MILLIS;
    }

    /**
     * Page faults of the children the process has waited for. No program can start and end without any, so an unchanged number proves
     * that none did, however short it lived.
     */
    static long childrenFaults(long pid) throws IOException {
        List<String> stat = stat(pid);
        return Long.parseLong(stat.get(8)) + Long.parseLong(stat.get(10));
    }

    /** Memory in use, in megabytes: {@code VmRSS} counts shared pages too, {@code RssAnon} only its own. */
    static double megabytes(long pid, String line) throws IOException {
        for (String status : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (status.startsWith(line + ":")) {
                return Long.parseLong(status.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException("process " + pid + " has no " + line);
    }

    /** The fields from the third (state) on; the name before them may hold anything. */
    private static List<String> stat(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" "));
    }
}
