package mc.mission;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLoop;
import mc.git.OpenWork;
import mc.git.Repository;
import mc.git.Worktree;
import mc.plan.ImplementationPlan;
import mc.plan.Resumption;
import mc.text.Placeholders;
import mc.text.SafeFiles;
import mc.text.Templates;
import mc.text.Untrusted;

/**
 * Notes of where an agent stands, which it gets back when it is briefed anew: {@code ROLE_CHECKPOINT_%Y%m%d_%H%M.md}. mc writes them
 * into {@code registry/notes/MISSION}, not into the worktree, where they would be committed by accident; those an agent has written into
 * its worktree by hand are found as well. Thread-safe.
 */
public record Checkpoints(Home home, EventLoop loop, Clock clock) {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd_HHmm").withZone(ZoneOffset.UTC);
    private static final int MAX_NOTES = 6_000;
    private static final int MAX_STEPS = 50;
    private static final int MAX_A_MINUTE = 99;

    /** Where the checkpoints of a mission lie. */
    static Path dir(Home home, String mission) {
        return home.registry().resolve("notes").resolve(mission);
    }

    /**
     * Writes a checkpoint and returns its file. What is not given is taken from git and the plan; what git cannot tell is said to be
     * not known.
     */
    public synchronized Path write(Mission mission, Agent agent, Optional<String> task, List<String> next) {
        Instant now = clock.instant();
        ImplementationPlan plan = MissionFolder.of(home, mission.project(), mission.id()).plan();
        Optional<Assignment> given = Assignment.of(home, mission, agent.role()).filter(a -> !a.task().isEmpty());
        List<String> planned = Stream.concat(given.stream().map(a -> "given by the user: " + a.task()), plan.tasksOf(agent.role()).stream().map(t -> t.id() + " " + t.title())).toList();
        Map<String, String> values = new TreeMap<>(work(mission, agent));
        values.put("role", agent.role());
        values.put("mission", mission.id());
        values.put("time", now.toString().substring(0, 16) + "Z");
        values.put("task", task.map(t -> Untrusted.line(t, 1_000)).filter(t -> !t.isEmpty()).orElse(planned.isEmpty() ? "not told, and the plan has none" : "not told; the plan begins with " + Untrusted.line(planned.get(0), 300)));
        values.put("next", lines(next.isEmpty() ? planned.stream().map(p -> "if it is still open: " + p).toList() : next));
        Path file = free(dir(home, mission.id()), agent.role().toUpperCase(Locale.ROOT) + "_CHECKPOINT_" + STAMP.format(now));
        try {
            SafeFiles.write(file, Placeholders.fill(new Templates(home).required("checkpoint.md"), values));
        } catch (IOException e) {
            throw Failure.failed("Cannot write " + file + ": " + e.getMessage(), "Free disk space, then the same command again.", e);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("The file " + home.templates().resolve("checkpoint.md") + " cannot be used: " + Untrusted.line(e.getMessage(), 300), "Correct it, or move it away to use the shipped one.");
        }
        loop.record(new Event.CheckpointWritten(mission.id(), agent.id(), file.toString()));
        return file;
    }

    /** A second one within the minute gets a number, which sorts after the first. */
    private static Path free(Path dir, String name) {
        Home.privateDirectory(dir);
        Path file = dir.resolve(name + ".md");
        for (int number = 2; Files.exists(file, LinkOption.NOFOLLOW_LINKS); number++) {
            if (number > MAX_A_MINUTE) {
                throw Failure.refused("There are " + MAX_A_MINUTE + " checkpoints of this minute already.", "Wait a minute.");
            }
            file = dir.resolve(name + String.format("_%02d.md", number));
        }
        return file;
    }

    /** Branch and recent work, as git shows them. */
    private static Map<String, String> work(Mission mission, Agent agent) {
        String branch = agent.branch() == null ? "(detached)" : Untrusted.line(agent.branch(), 200);
        try {
            Repository repository = Repository.inspect(Path.of(mission.path()));
            Worktree worktree = Worktree.at(repository, Path.of(Optional.ofNullable(agent.worktree()).orElseThrow(() -> Failure.notFound("it has no worktree yet", "")))).orElseThrow(() -> Failure.notFound("git knows no worktree there", ""));
            OpenWork work = OpenWork.of(repository, worktree, agent.baseCommit());
            Stream<String> more = work.more() > 0 ? Stream.of("and " + work.more() + " more files") : Stream.empty();
            List<String> recent = Stream.of(work.commits().stream(), work.files().stream().map(f -> "not committed: " + f), more).flatMap(s -> s).toList();
            return Map.of("branch", worktree.branch().map(b -> Untrusted.line(b, 200)).orElse("(detached)"), "recent", lines(recent));
        } catch (Failure e) {
            return Map.of("branch", branch, "recent", "- not known: " + Untrusted.line(e.getMessage(), 300));
        }
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "- none" : lines.stream().limit(MAX_STEPS).map(l -> "- " + Untrusted.line(l, 1_000)).collect(Collectors.joining("\n"));
    }

    /** The newest checkpoint of the agent, by the name, which ends with the time; empty when there is none, or none can be read. */
    static Optional<Resumption.Notes> newest(Home home, Agent agent, Path worktree) {
        TreeMap<String, Path> found = new TreeMap<>();
        Stream.of(worktree, dir(home, agent.mission())).filter(Files::isDirectory).forEach(dir -> collect(agent, dir, found));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Path newest = found.lastEntry().getValue();
        try (var in = Files.newInputStream(newest, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new Resumption.Notes(newest.toString(), new String(in.readNBytes(MAX_NOTES), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void collect(Agent agent, Path dir, Map<String, Path> found) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir, f -> f.getFileName().toString().matches("(?i)\\Q" + agent.role() + "\\E_CHECKPOINT_.*\\.md") && Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))) {
            files.forEach(f -> found.put(f.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("\\.md$", ""), f));
        } catch (IOException | DirectoryIteratorException e) {
            // what cannot be listed has none to offer
        }
    }
}
