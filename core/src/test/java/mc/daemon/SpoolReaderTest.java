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
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
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
import mc.text.SafeFiles;
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
    private volatile String refused = "none";
    private volatile String broken = "none";
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
            if (recorded.event() instanceof Event.AgentSignalled signalled && signalled.signal() instanceof Signal.ToolStarted tool) {
                if (tool.tool().equals(refused)) {
                    throw Failure.failed("not now", "");
                } else if (tool.tool().equals(broken)) {
                    throw new IllegalStateException("a bug");
                }
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
            return all.map(f -> f.getFileName().toString()).filter(n -> !n.equals("aside") && !n.equals(".spare")).sorted().toList();
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
    void aHooksWordThatItHandedOverAMessageIsNotTakenForTheProof() throws IOException {
        engine.queue(AGENT, "m-aaaaaaaa", "hello");
        engine.record(new Event.MessageOffered("app-1", AGENT, "m-aaaaaaaa"));
        drop(AGENT + ".PostToolUse.m-aaaaaaaa.100-1.json", tool("Bash").getBytes());
        assertThat(reader.readAll()).isTrue();
        assertThat(engine.message("m-aaaaaaaa").status().text()).isEqualTo("typed");
        assertThat(engine.log(Event.MessageTyped.class)).extracting(Event.MessageTyped::attempt).containsExactly(0);
    }

    @Test
    void aPromptAndTheEndOfItsTurnThatAreReadTogetherMakeTheMessageRead() throws IOException {
        engine.queue(AGENT, "m-aaaaaaaa", "hello");
        engine.type("m-aaaaaaaa");
        drop("UserPromptSubmit", Json.object().put("prompt", "[mc m-aaaaaaaa from operator] hello").toString());
        drop("Stop", "{}");
        reader.readAll();
        assertThat(engine.message("m-aaaaaaaa").status().text()).isEqualTo("read");
    }

    /** A directory that is listed while files come may show a later one and hide an earlier one. */
    @Test
    void whatIsWrittenDuringAReadingKeepsItsOrder() throws Exception {
        int count = 600;
        ExecutorService writer = Executors.newSingleThreadExecutor();
        Future<?> writing = writer.submit(() -> {
            for (int i = 0; i < count; i++) {
                drop(AGENT + ".PreToolUse." + i + "-1.json", tool("tool " + i).getBytes());
            }
            return null;
        });
        try {
            await().until(() -> {
                reader.readAll();
                return writing.isDone() && left().isEmpty();
            });
        } finally {
            writer.shutdownNow();
        }
        assertThat(tools()).containsExactlyElementsOf(IntStream.range(0, count).mapToObj(i -> "tool " + i).toList());
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

    /** Ten agents fire a hundred hooks each while the daemon that reads them ends, is away and comes back. */
    @Test
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aThousandHooksAtOnceAreEachCountedOnceInTheirAgentsOrder() throws Exception {
        String[] roles = IntStream.range(0, 10).mapToObj(i -> "r" + i).toArray(String[]::new);
        engine.mission("big-1", roles);
        for (String role : roles) {
            engine.launched("big-1-" + role);
        }
        Path hook = dir.resolve("mc-hook");
        SafeFiles.writeScript(hook, new Templates(new Home(dir)).required("hook/mc-hook"));
        List<String> expected = IntStream.range(0, 100).mapToObj(i -> "tool " + i).toList();
        ExecutorService agents = Executors.newFixedThreadPool(roles.length);
        reader.start();
        List<Future<?>> running = Arrays.stream(roles).<Future<?>>map(role -> agents.submit(() -> expected.forEach(tool -> fire(hook, "big-1-" + role, tool)))).toList();
        await().atMost(2, TimeUnit.MINUTES).until(() -> tools().size() >= 100);
        reader.close();
        await().atMost(2, TimeUnit.MINUTES).until(() -> left().size() >= 100 || running.stream().allMatch(Future::isDone));
        reader = newReader();
        reader.readAll();
        reader.start();
        for (Future<?> agent : running) {
            agent.get();
        }
        agents.shutdown();
        await().atMost(1, TimeUnit.MINUTES).until(() -> tools().size() >= 1_000);
        Map<String, List<String>> byAgent = engine.log(Event.AgentSignalled.class).stream().collect(Collectors.groupingBy(Event.AgentSignalled::agent, Collectors.mapping(e -> ((Signal.ToolStarted) e.signal()).tool(), Collectors.toList())));
        assertThat(byAgent).hasSize(10).allSatisfy((agent, tools) -> assertThat(tools).isEqualTo(expected));
        assertThat(left()).allMatch(name -> name.startsWith(".spare-"));
    }

    private void fire(Path hook, String agent, String tool) {
        Exec.Result result = Exec.of(hook.toString(), "PreToolUse").input(tool(tool)).withOnly(Map.of("MC_SPOOL", spool.toString(), "MC_AGENT", agent, "PATH", "/usr/bin:/bin")).run();
        assertThat(result.ok()).isTrue();
    }

    @Test
    void whatWasWrittenInTheSameMomentIsOrderedByItsNumbers() throws IOException {
        List<String> names = List.of(".Stop.99-3.json", ".PreToolUse.100-9.json", ".PreToolUse.100-10.json", ".PostToolUse.100-11.json", ".PreToolUse.100-110.json");
        for (String name : names) {
            files = 0; // the same moment
            drop(AGENT + name, tool(name).getBytes());
        }
        reader.readAll();
        assertThat(engine.log(Event.AgentSignalled.class)).extracting(Event.AgentSignalled::file).containsExactlyElementsOf(names.stream().map(n -> AGENT + n).toList());
    }

    @Test
    void oneThatHasToWaitHoldsBackItsAgentsLaterOnesAndNoOthers() throws IOException {
        engine.mission("other-1", "tester");
        engine.launched("other-1-tester");
        refused = "second";
        drop("PreToolUse", tool("first"));
        drop("PreToolUse", tool("second"));
        drop("PreToolUse", tool("third"));
        drop("other-1-tester.PreToolUse.1-1.json", tool("another's").getBytes());
        assertThat(reader.readAll()).isFalse();
        assertThat(tools()).containsExactly("first", "another's");
        refused = "none";
        assertThat(reader.readAll()).isTrue();
        assertThat(tools()).containsExactly("first", "another's", "second", "third");
        broken = "fifth";
        drop("PreToolUse", tool("fourth"));
        drop("PreToolUse", tool("fifth"));
        drop("PreToolUse", tool("sixth"));
        assertThat(reader.readAll()).as("what mc itself cannot take is set aside, or the agent would be deaf").isTrue();
        assertThat(tools()).endsWith("fourth", "sixth");
        assertThat(aside()).hasSize(1);
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
        drop("Stop", Json.object().put("last_assistant_message", "STATUS dev now\nCompleted:\n- T1\u001b[31m\nCurrent: " + "x".repeat(5_000)).toString());
        reader.readAll();
        List<Event.AgentSignalled> events = engine.log(Event.AgentSignalled.class);
        assertThat(events.get(0).markers()).containsExactly("m-aaaaaaaa", "m-bbbbbbbb");
        assertThat(((Signal.PromptSubmitted) events.get(0).signal()).text()).as("a briefing holds the spec, which may hold secrets").hasSize(60).doesNotContain("\u001b");
        assertThat(((Signal.TurnEnded) events.get(1).signal()).lastMessage()).hasSizeLessThanOrEqualTo(500);
        assertThat(((Signal.TurnEnded) events.get(2).signal()).lastMessage()).as("a status is an answer").startsWith("STATUS dev now\nCompleted:\n- T1\nCurrent: xxx").hasSize(4_001);
    }
}
