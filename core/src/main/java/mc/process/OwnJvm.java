package mc.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A further JVM for one of mc's own programs, with this one's Java and class path. It starts from the program's start-up archive when
 * {@code scripts/lib/archive.sh} has made one, which saves it from reading and checking each class anew. Stateless.
 */
public final class OwnJvm {

    /** Names the command line's archive; those of the other programs lie beside it. Empty without one. */
    public static final String ARCHIVE = "mc.archive";

    private static final String COMMAND_LINE = "start-";
    private static final int FIRST_WITH_LINKED_CLASSES = 25;

    private OwnJvm() {}

    /**
     * The command up to the program's own arguments.
     *
     * @param program the archive's name: {@code daemon} or {@code demo}
     * @param options what the JVM is told besides
     */
    public static List<String> command(String program, List<String> options, String mainClass) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xlog:disable"));
        Path archive = archive(System.getProperty(ARCHIVE, ""), program);
        if (archive != null) {
            command.add((Runtime.version().feature() >= FIRST_WITH_LINKED_CLASSES ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive);
        }
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        return command;
    }

    /** The program's archive; null when there is none, or one that was harmed: Java itself may crash on it. */
    static Path archive(String commandLines, String program) {
        String name = commandLines.substring(commandLines.lastIndexOf('/') + 1);
        if (!name.startsWith(COMMAND_LINE)) {
            return null;
        }
        Path archive = Path.of(commandLines).resolveSibling(program + "-" + name.substring(COMMAND_LINE.length()));
        Path mark = archive.resolveSibling(archive.getFileName() + ".ok");
        try {
            boolean isWhole = Files.size(archive) == Long.parseLong(Files.readString(mark).strip()) && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(mark)) <= 0;
            return isWhole ? archive : null;
        } catch (IOException | NumberFormatException e) {
            return null; // not made yet
        }
    }
}
