package mc.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import mc.Failure;
import mc.text.Json;
import mc.tmux.TmuxException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The API on a real Unix socket, with callers who keep to nothing. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApiServerTest {

    private Path dir;
    private Path socket;
    private ApiServer server;
    private final AtomicBoolean callerGone = new AtomicBoolean();
    private final CountDownLatch never = new CountDownLatch(1);

    @BeforeEach
    void serve() throws IOException {
        dir = Files.createTempDirectory("mcapi"); // a socket's path is short
        socket = dir.resolve("mc.sock");
        Map<String, ApiServer.Method> methods = Map.of(
                "echo", call -> Map.of("text", call.required("text"), "flag", call.flag("flag"), "number", call.number("number", 7, 0, 9), "wait", call.wait("wait", 5).toMillis()),
                "count", call -> {
                    for (int i = 1; i <= 3; i++) {
                        call.progress().send(Map.of("line", i));
                    }
                    return Map.of("done", true);
                },
                "forever", call -> {
                    try {
                        while (true) {
                            call.progress().send(Map.of("line", "x".repeat(10_000)));
                        }
                    } catch (IOException e) {
                        callerGone.set(true);
                        throw new UncheckedIOException(e);
                    }
                },
                "follow", call -> {
                    call.progress().endWithCaller();
                    call.progress().send(Map.of("line", 1));
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        callerGone.set(true);
                        throw e;
                    }
                    return null;
                },
                "hang", call -> {
                    never.await();
                    return null;
                },
                "refuse", call -> {
                    throw Failure.refused("not you", "ask another");
                },
                "tmux", call -> {
                    throw new TmuxException.NoAnswer("slow");
                },
                "unreadable", call -> {
                    throw new IOException("a file of the daemon's own");
                },
                "bug", call -> {
                    throw new IllegalStateException("oops");
                },
                "whoami", call -> Map.of("caller", call.caller().getClass().getSimpleName()));
        server = new ApiServer(socket, methods, token -> {
            if (token.equals("wrong")) {
                throw Failure.refused("unknown token", "");
            }
            return token.isEmpty() ? new Caller.Operator() : new Caller.Member(null);
        });
        server.start();
    }

    @AfterEach
    void close() throws IOException {
        never.countDown();
        server.close();
        Files.deleteIfExists(socket);
        Files.delete(dir);
    }

    /** A caller that writes raw bytes and reads lines. */
    private final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private final BufferedReader in;

        Client() throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        }

        Client write(String text) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return this;
        }

        JsonNode call(String method, String params) throws IOException {
            return write("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"" + method + "\",\"params\":" + params + "}\n").read();
        }

        JsonNode read() throws IOException {
            String line = in.readLine();
            return line == null ? null : Json.parse(line);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static void assertError(JsonNode answer, Failure.Kind kind, String message) {
        assertThat(answer.at("/error/data/kind").asText()).as("%s", answer).isEqualTo(kind.name());
        assertThat(answer.at("/error/code").asInt()).isEqualTo(-32000 - kind.exitCode());
        assertThat(answer.at("/error/message").asText()).contains(message);
        assertThat(answer.path("jsonrpc").asText()).isEqualTo("2.0");
        assertThat(answer.has("id")).isTrue();
        assertThat(answer.has("result")).isFalse();
    }

    @Test
    void answersCallsOneAfterAnother() throws IOException {
        try (Client client = new Client()) {
            assertThat(client.call("echo", "{\"text\":\"ü\\n🙂\",\"flag\":true}")).isEqualTo(Json.parse("{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{\"text\":\"ü\\n🙂\",\"flag\":true,\"number\":7,\"wait\":5}}"));
            client.write("{\"id\":\"a\",\"method\":\"echo\",\"params\":{\"text\":\"1\"}}\n{\"id\":\"b\",\"method\":\"echo\",\"params\":{\"text\":\"2\"}}\n");
            assertThat(client.read().path("id").asText()).isEqualTo("a");
            assertThat(client.read().path("id").asText()).isEqualTo("b");
        }
    }

    @Test
    void whatIsMalformedIsToldAndTheConnectionGoesOn() throws IOException {
        try (Client client = new Client()) {
            for (String line : List.of("", "{", "null", "[]", "17", "\"text\"", "\u0000\u0001", "{}}", "[".repeat(5_000))) {
                assertError(client.write(line + "\n").read(), Failure.Kind.USAGE, "");
            }
            assertError(client.call("no.such\\u001b", "{}"), Failure.Kind.USAGE, "no method");
            assertError(client.write("{\"id\":1}\n").read(), Failure.Kind.USAGE, "no method");
            assertError(client.call("echo", "[1]"), Failure.Kind.USAGE, "'text'");
            assertError(client.call("echo", "{\"text\":\"  \"}"), Failure.Kind.USAGE, "'text'");
            assertThat(client.call("echo", "{\"text\":\"still there\"}").at("/result/text").asText()).isEqualTo("still there");
        }
    }

    @Test
    void numbersAreWhatWasGivenOrRefused() throws IOException {
        try (Client client = new Client()) {
            assertThat(client.call("echo", "{\"text\":\"t\",\"number\":9,\"wait\":1000}").path("result").toString()).contains("\"number\":9", "\"wait\":1000");
            assertThat(client.call("echo", "{\"text\":\"t\",\"flag\":null,\"number\":null,\"wait\":null}").path("result").toString()).as("null is not given").contains("\"flag\":false", "\"number\":7", "\"wait\":5");
            for (String number : List.of("-1", "10", "4294967296", "\"9\"", "1.5", "true", "[]")) {
                assertError(client.call("echo", "{\"text\":\"t\",\"number\":" + number + "}"), Failure.Kind.USAGE, "'number' needs a number from 0 to 9.");
            }
            assertThat(client.call("echo", "{\"text\":\"t\",\"wait\":3600000000000000}").at("/result/wait").asLong()).as("no deadline overflows").isEqualTo(Duration.ofDays(365).toMillis());
            assertThat(client.call("echo", "{\"text\":\"t\",\"wait\":-5}").at("/result/wait").asLong()).isZero();
        }
    }

    @Test
    void failuresCarryTheirKindAndHint() throws IOException {
        try (Client client = new Client()) {
            JsonNode refused = client.call("refuse", "{}");
            assertError(refused, Failure.Kind.REFUSED, "not you");
            assertThat(refused.at("/error/data/hint").asText()).isEqualTo("ask another");
            assertError(client.call("tmux", "{}"), Failure.Kind.FAILED, "slow");
            assertError(client.call("bug", "{}"), Failure.Kind.BUG, "oops");
            assertError(client.call("unreadable", "{}"), Failure.Kind.BUG, "a file of the daemon's own");
        }
    }

    @Test
    void aHugeLineIsRefusedAndTheConnectionGoesOn() throws IOException {
        try (Client client = new Client()) {
            assertError(client.call("echo", "{\"text\":\"" + "x".repeat(5 * 1024 * 1024) + "\"}"), Failure.Kind.USAGE, "longer than");
            assertThat(client.call("echo", "{\"text\":\"small\"}").at("/result/text").asText()).isEqualTo("small");
            String large = "y".repeat(3 * 1024 * 1024);
            assertThat(client.call("echo", "{\"text\":\"" + large + "\"}").at("/result/text").asText()).isEqualTo(large);
        }
    }

    @Test
    void callersThatHangOrLeaveHinderNobody() throws IOException {
        List<Client> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                silent.add(new Client().write(i % 2 == 0 ? "{\"id\":1,\"meth" : "{\"id\":1,\"method\":\"hang\"}\n"));
            }
            new Client().write("{\"half a line\"").close();
            try (Client client = new Client()) {
                assertThat(client.call("echo", "{\"text\":\"quick\"}").at("/result/text").asText()).isEqualTo("quick");
            }
        } finally {
            for (Client client : silent) {
                client.close();
            }
        }
    }

    @Test
    void progressComesBeforeTheAnswer() throws IOException {
        try (Client client = new Client()) {
            client.write("{\"id\":9,\"method\":\"count\"}\n");
            for (int i : IntStream.rangeClosed(1, 3).toArray()) {
                assertThat(client.read()).isEqualTo(Json.parse("{\"jsonrpc\":\"2.0\",\"method\":\"progress\",\"params\":{\"line\":" + i + "}}"));
            }
            assertThat(client.read()).isEqualTo(Json.parse("{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{\"done\":true}}"));
        }
    }

    @Test
    void aCallerThatLeavesEndsItsProgressAndNothingElse() throws IOException {
        Client client = new Client().write("{\"id\":9,\"method\":\"forever\"}\n");
        client.read();
        client.close();
        await().untilTrue(callerGone);
        try (Client other = new Client()) {
            assertThat(other.call("echo", "{\"text\":\"here\"}").at("/result/text").asText()).isEqualTo("here");
        }
    }

    @Test
    void theTokenTellsWhoCalls() throws IOException {
        try (Client client = new Client()) {
            assertThat(client.call("whoami", "{}").at("/result/caller").asText()).isEqualTo("Operator");
            assertThat(client.write("{\"id\":1,\"method\":\"whoami\",\"token\":\"t\"}\n").read().at("/result/caller").asText()).isEqualTo("Member");
            assertError(client.write("{\"id\":1,\"method\":\"whoami\",\"token\":\"wrong\"}\n").read(), Failure.Kind.REFUSED, "unknown token");
        }
    }

    @Test
    void theSocketIsTheUsersAloneAndReplacesADeadOnes() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
        server.close();
        assertThat(socket).doesNotExist();
        assertThatThrownBy(Client::new).isInstanceOf(IOException.class);
        Files.writeString(socket, "left behind");
        server = new ApiServer(socket, Map.of("echo", call -> Map.of()), token -> new Caller.Operator());
        server.start();
        try (Client client = new Client()) {
            assertThat(client.call("echo", "{}").path("result")).isEmpty();
        }
    }

    @Test
    void aCallThatHasNoOtherEndEndsWithItsCaller() throws IOException {
        try (Client client = new Client()) {
            assertThat(client.call("follow", "{}").path("method").asText()).isEqualTo("progress");
            assertThat(callerGone).isFalse();
        }
        await().atMost(Duration.ofSeconds(30)).untilTrue(callerGone);
    }
}
