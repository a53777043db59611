package mc.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mc.Failure;
import mc.process.Exec;
import mc.text.Templates;

/**
 * The project that {@code mc demo} works on: a small command line program in a git repository, what is to be added to it, and how the demo agents go about it.
 *
 * @param repository a git repository with one commit on {@code main}
 * @param spec the specification, beside the repository
 * @param script the script of the mission's demo agents, for the variable {@code MC_DEMO_SCRIPT}
 */
public record SampleProject(Path repository, Path spec, Path script) {

    private static final List<String> GIT = List.of("git", "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false",
            "-c", "user.name=Mission Control demo", "-c", "user.email=demo@mission-control.invalid");

    /**
     * Makes the project in a directory that is empty or does not exist yet. Throws {@link Failure} when there is something in it, or when git fails.
     */
    public static SampleProject create(Path directory, Templates templates) {
        SampleProject project = new SampleProject(directory.resolve("shorty"), directory.resolve("spec.md"), directory.resolve("mission.script"));
        try {
            Files.createDirectories(directory);
            try (Stream<Path> present = Files.list(directory)) {
                if (present.findAny().isPresent()) {
                    throw Failure.refused("The directory " + directory + " is not empty.", "Name a new or empty directory.");
                }
            }
            for (String file : templates.required("demo/index").lines().filter(l -> !l.isBlank()).toList()) {
                write(project.repository.resolve(file), templates.required("demo/sample/" + file));
            }
            write(project.spec, templates.required("demo/spec.md"));
            write(project.script, templates.required("demo/mission.script"));
        } catch (IOException e) {
            throw Failure.failed("Cannot write the sample project to " + directory + ": " + e.getMessage(), "Name a directory you may write to, on a disk with room.", e);
        }
        project.git("init", "-q", "--template=", "-b", "main");
        project.git("add", "--all");
        project.git("commit", "-q", "-m", "Shorten links: add, get and list");
        return project;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        if (text.startsWith("#!")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private void git(String... arguments) {
        List<String> argv = new ArrayList<>(GIT);
        argv.addAll(List.of(arguments));
        Exec.Result result = Exec.of(argv).in(repository).timeout(Duration.ofSeconds(30)).run();
        if (!result.ok()) {
            throw Failure.failed("git " + arguments[0] + " failed in " + repository + ": " + result.stderr().strip(), "`mc doctor` checks git.");
        }
    }
}
