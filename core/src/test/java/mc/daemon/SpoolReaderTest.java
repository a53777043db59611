package mc.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import mc.agent.AgentState;
import mc.agent.adapters.DemoAdapter;
import mc.event.Event;
import mc.event.Signal;
import mc.process.Exec;
import mc.testing.Engine;
import mc.text.Json;
import mc.text.Templates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpoolReaderTest {

    private static final String AGENT = "app-1-tester";

    @TempDir
    private Path dir;

    private final AtomicBoolean refuses = new AtomicBoolean();
    private Engine engine;
    private Path spool;
    private SpoolReader reader;
    private int files;

    @BeforeEach
    void open() throws IOException {
        engine = new Engine(dir, (recorded, tx) -> {
            if (refuses.get()) {
                throw Failure.failed("the disk is full", "");
            }
        });
        engine.mission("app-1", "tester");
        engine.launched(AGENT);
        spool = Files.createDirectory(dir.resolve("spool"));
        reader = newReader();
    }

    @AfterEach
    void close() throws IOException {
        reader.close();
        engine.close();
    }

    private SpoolReader newReader() throws IOException {
        DemoAdapter adapter = new DemoAdapter(List.of("/bin/sh", "x"), new Templates(new Home(dir)));
        return new SpoolReader(spool, engine.database(), engine.loop(), kind -> adapter);
    }

    /** A file as mc-hook leaves it; each next one is a millisecond younger. */
    private Path drop(String event, String payload) throws IOException {
        return drop(AGENT + "." + event + "." + (100 + files) + "-7.json", payload.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private Path drop(String name, byte[] content) throws IOException {
        Path temp = spool.resolve("." + files + ".tmp");
        Files.write(temp, content);
        Files.setLastModifiedTime(temp, FileTime.fromMillis(1_700_000_000_000L + files++));
        return Files.move(temp, spool.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String tool(String name) {
        return Json.object().put("tool_name", name).toString();
    }

    private List<String> tools() {
        return engine.log(Event.AgentSignalled.class).stream().map(e -> ((Signal.ToolStarted) e.signal()).tool()).toList();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> all = Files.list(spool)) {
            return all.map(f -> f.getFileName().toString()).filter(n -> !n.equals("aside")).sorted().toList();
        }
    }

    private List<String> aside() throws IOException {
        if (!Files.exists(spool.resolve("aside"))) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(spool.resolve("aside"))) {
            return all.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private int remembered() {
        return engine.database().read(sql -> sql.createQuery("select count(*) from spooled").mapTo(Integer.class).one());
    }

    @Test
    void readsInTheOrderOfWritingWhateverTheNames() throws IOException {
        drop(AGENT + ".PreToolUse.999-1.json", tool("first").getBytes());
        drop(AGENT + ".PreToolUse.1000-1.json", tool("second").getBytes());
        drop(AGENT + ".PreToolUse.1-1.json", tool("third").getBytes());
        assertThat(reader.readAll()).isTrue();
        assertThat(tools()).containsExactly("first", "second", "third");
        assertThat(left()).isEmpty();
    }

    @Test
    void readsWhatTheRealHookWrites() throws IOException {
        Path hook = Files.writeString(dir.resolve("mc-hook"), new Templates(new Home(dir)).required("hook/mc-hook"));
        Exec.Result result = Exec.of("/bin/sh", hook.toString(), "UserPromptSubmit").input(Json.object().put("prompt", "[mc " + Engine.briefing(AGENT) + " from mc] go").toString())
                .withOnly(java.util.Map.of("MC_SPOOL", spool.toString(), "MC_AGENT", AGENT, "PATH", "/usr/bin:/bin")).run();
        assertThat(result.ok()).isTrue();
        assertThat(reader.readAll()).isTrue();
        assertThat(engine.agent(AGENT).briefedAt()).isNotNull();
        assertThat(engine.agent(AGENT).state()).isEqualTo(AgentState.WORKING);
    }

    @Test
    void aFileFoundAgainAfterACrashIsNotCountedTwice() throws IOException {
        Path file = drop("PreToolUse", tool("once"));
        byte[] content = Files.readAllBytes(file);
        reader.readAll();
        Files.write(file, content); // the daemon died after the commit and before the file went
        reader.close();
        reader = newReader();
        assertThat(reader.readAll()).isTrue();
        assertThat(tools()).containsExactly("once");
        assertThat(left()).isEmpty();
        drop("PreToolUse", tool("next"));
        reader.readAll();
        drop("PreToolUse", tool("and next"));
        reader.readAll();
        assertThat(remembered()).as("names are forgotten once the files have gone").isEqualTo(1);
    }

    @Test
    void whatMakesNoSenseIsSetAsideAndTheRestIsRead() throws Exception {
        drop("not a name.json", "{}".getBytes());
        drop(AGENT + ".PreToolUse.1-1.json", "{\"tool_name\": ".getBytes());
        drop(AGENT + ".PreToolUse.2-1.json", "[1, 2]".getBytes());
        drop(AGENT + ".PreToolUse.3-1.json", new byte[0]);
        drop(AGENT + ".PreToolUse.4-1.json", new byte[] {'"', (byte) 0xff, '"'});
        drop("nobody.PreToolUse.5-1.json", "{}".getBytes());
        byte[] huge = new byte[5 * 1024 * 1024];
        Arrays.fill(huge, (byte) ' ');
        drop(AGENT + ".PreToolUse.6-1.json", huge);
        drop(AGENT + ".PreToolUse.7-1.json", ("[".repeat(100_000)).getBytes());
        Files.createDirectories(spool.resolve(AGENT + ".PreToolUse.8-1.json/inside"));
        Files.writeString(dir.resolve("secret"), tool("from elsewhere"));
        Files.createSymbolicLink(spool.resolve(AGENT + ".PreToolUse.9-1.json"), dir.resolve("secret"));
        Files.createSymbolicLink(spool.resolve(AGENT + ".PreToolUse.10-1.json"), Path.of("/dev/zero"));
        Files.createSymbolicLink(spool.resolve(AGENT + ".PreToolUse.11-1.json"), dir.resolve("nowhere"));
        assertThat(Exec.of("mkfifo", spool.resolve(AGENT + ".PreToolUse.12-1.json").toString()).run().ok()).isTrue();
        drop("PreToolUse", tool("good"));
        assertThat(reader.readAll()).isTrue();
        assertThat(tools()).containsExactly("good");
        assertThat(left()).isEmpty();
        assertThat(aside()).hasSize(13);
        assertThat(engine.log(Event.SpoolSetAside.class)).hasSize(13).allSatisfy(e -> assertThat(e.why()).isNotBlank());
        assertThat(engine.log(Event.SpoolSetAside.class)).extracting(Event.SpoolSetAside::why).anyMatch(why -> why.contains("larger than")).anyMatch(why -> why.contains("no agent nobody")).anyMatch(why -> why.contains("not a plain file"));
        assertThat(dir.resolve("secret")).exists();
        Files.delete(spool.resolve("aside").resolve(AGENT + ".PreToolUse.10-1.json")); // JUnit warns of links out of its directory
    }

    @Test
    void aSecondFileOfTheSameNameIsSetAsideBesideTheFirst() throws IOException {
        for (int i = 0; i < 3; i++) {
            drop("bad name.json", ("{\"n\":" + i + "}").getBytes());
            Files.createDirectories(spool.resolve("worse name.json/full"));
            assertThat(reader.readAll()).isTrue();
        }
        assertThat(aside()).hasSize(6);
    }

    @Test
    void aThousandAtOnceAreEachCountedOnce() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            drop("PreToolUse", tool("tool " + i));
        }
        assertThat(reader.readAll()).isTrue();
        assertThat(tools()).isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> "tool " + i).toList());
        assertThat(left()).isEmpty();
    }

    @Test
    void whatCannotBeWrittenDownStaysAndIsTriedAgainInOrder() throws IOException {
        refuses.set(true);
        drop("PreToolUse", tool("first"));
        drop("rubbish.json", "x".getBytes());
        drop("PreToolUse", tool("second"));
        assertThat(reader.readAll()).as("something is left to do").isFalse();
        assertThat(left()).hasSize(3);
        assertThat(aside()).isEmpty();
        refuses.set(false);
        assertThat(reader.readAll()).isTrue();
        assertThat(tools()).containsExactly("first", "second");
        assertThat(aside()).containsExactly("rubbish.json");
    }

    @Test
    void followsTheSpoolThroughTrouble() throws IOException {
        refuses.set(true);
        reader.start();
        drop("rubbish.json", "x".getBytes());
        drop("PreToolUse", tool("first"));
        await().during(java.time.Duration.ofMillis(100)).until(() -> tools().isEmpty());
        refuses.set(false);
        await().until(() -> tools().equals(List.of("first")) && aside().size() == 1); // without another file to wake it
        drop("PreToolUse", tool("second"));
        await().until(() -> tools().size() == 2);
    }

    @Test
    void filesThatVanishMeanwhileAreNoTrouble() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        Thread other = new Thread(() -> {
            for (int i = 0; !isOver.get(); i++) {
                try {
                    Path file = spool.resolve("app-1-tester.PreToolUse.v" + i + "-1.json");
                    Files.writeString(file, tool("fleeting"));
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        other.start();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
        while (System.nanoTime() < end) {
            reader.readAll(); // throws nothing
        }
        isOver.set(true);
        other.join();
        drop("PreToolUse", tool("last"));
        reader.readAll();
        assertThat(tools()).endsWith("last");
        assertThat(left()).isEmpty();
    }

    @Test
    void theLogKeepsMarksAndNoLongTexts() throws IOException {
        String text = "[mc m-aaaaaaaa from operator] " + "\u001b[31mlong ".repeat(500) + "[mc m-bbbbbbbb from developer] end";
        drop("UserPromptSubmit", Json.object().put("prompt", text).toString());
        drop("Stop", Json.object().put("last_assistant_message", "x\n".repeat(5_000)).toString());
        reader.readAll();
        List<Event.AgentSignalled> events = engine.log(Event.AgentSignalled.class);
        assertThat(events.get(0).markers()).containsExactly("m-aaaaaaaa", "m-bbbbbbbb");
        assertThat(((Signal.PromptSubmitted) events.get(0).signal()).text()).as("a briefing holds the spec, which may hold secrets").hasSize(60).doesNotContain("\u001b");
        assertThat(((Signal.TurnEnded) events.get(1).signal()).lastMessage()).hasSizeLessThanOrEqualTo(500);
    }
}
