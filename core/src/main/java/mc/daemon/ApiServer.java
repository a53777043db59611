package mc.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import jdk.net.ExtendedSocketOptions;
import mc.Failure;
import mc.text.Json;
import mc.tmux.TmuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON-RPC 2.0 on a Unix socket, one object a line. A call may stream {@code progress} notifications before its answer. Only the
 * user who runs the daemon is answered: the directory is 0700 and the peer's user is asked of the kernel. An agent's call carries
 * its {@code token}. Thread-safe; one thread per connection.
 */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final int MAX_LINE = 4 * 1024 * 1024;

    /** One method of the API. It throws {@link Failure} for what a person can act on. */
    @FunctionalInterface
    public interface Method {
        Object call(Call call) throws Exception;
    }

    /** One call: its parameters (an object, perhaps empty), who makes it, and where progress goes. */
    public record Call(JsonNode params, Caller caller, Progress progress) {

        private static final long LONGEST_WAIT_MS = Duration.ofDays(365).toMillis();

        /** A text parameter; null when absent. */
        public String text(String name) {
            JsonNode node = params.path(name);
            return node.isMissingNode() || node.isNull() ? null : node.asText();
        }

        public String required(String name) {
            String text = text(name);
            if (text == null || text.isBlank()) {
                throw Failure.usage("The call needs the parameter '" + name + "'.", "");
            }
            return text;
        }

        public boolean flag(String name) {
            return params.path(name).asBoolean(false);
        }

        /** A whole number in this range. */
        public int number(String name, int otherwise, int least, int most) {
            JsonNode node = params.path(name);
            if (node.isMissingNode() || node.isNull()) {
                return otherwise;
            }
            if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < least || node.intValue() > most) {
                throw Failure.usage("'" + name + "' needs a number from " + least + " to " + most + ".", "");
            }
            return node.intValue();
        }

        /** A length of time, in milliseconds. More than a year counts as a year, so that no deadline overflows. */
        public Duration wait(String name, long otherwise) {
            return Duration.ofMillis(Math.max(0, Math.min(params.path(name).asLong(otherwise), LONGEST_WAIT_MS)));
        }
    }

    /** Sends something to the caller before the answer; throws when the caller has gone. */
    @FunctionalInterface
    public interface Progress {
        void send(Object value) throws IOException;

        /** From now on the call ends, by an interrupt, when its caller goes away; for one that has no other end. */
        default void endWithCaller() {}
    }

    private final Path path;
    private final Map<String, Method> methods;
    private final Function<String, Caller> callers;
    private final ServerSocketChannel server;
    private final ExecutorService connections = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "api");
        thread.setDaemon(true);
        return thread;
    });

    /** Listens at {@code path}, replacing a socket a dead daemon left there; the caller holds the lock that makes this safe. */
    public ApiServer(Path path, Map<String, Method> methods, Function<String, Caller> callers) throws IOException {
        this.path = path;
        this.methods = Map.copyOf(methods);
        this.callers = callers;
        Files.deleteIfExists(path);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    public void start() {
        connections.execute(() -> {
            while (server.isOpen()) {
                try {
                    SocketChannel channel = server.accept();
                    connections.execute(() -> serve(channel));
                } catch (ClosedChannelException e) {
                    return;
                } catch (IOException e) {
                    LOG.error("Cannot accept a connection", e);
                    pause(); // out of descriptors, say: asking again at once would only fill the log
                }
            }
        });
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel channel) {
        try (channel; InputStream in = new BufferedInputStream(Channels.newInputStream(channel))) {
            requireSameUser(channel);
            for (byte[] line = readLine(in); line != null; line = readLine(in)) {
                answer(line, channel, in);
            }
        } catch (IOException e) {
            LOG.debug("A caller went away: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("A connection failed", e);
        }
    }

    private void requireSameUser(SocketChannel channel) throws IOException {
        String peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        String owner = Files.getOwner(path).getName();
        if (!peer.equals(owner)) {
            throw new IOException("the user " + peer + " is not " + owner);
        }
    }

    private void answer(byte[] bytes, SocketChannel channel, InputStream in) throws CallerGone {
        ObjectNode answer = Json.object().put("jsonrpc", "2.0").putNull("id");
        String line = new String(bytes, StandardCharsets.UTF_8);
        Stream stream = new Stream(channel, in);
        try {
            if (bytes.length > MAX_LINE) {
                throw Failure.usage("The call is longer than " + MAX_LINE + " bytes.", "Put the text into a file and send its path.");
            }
            JsonNode request = Json.parse(line);
            if (!request.isObject()) {
                throw new IllegalArgumentException("not a JSON object");
            }
            answer.set("id", request.has("id") ? request.get("id") : NullNode.getInstance());
            Method method = methods.get(request.path("method").asText());
            if (method == null) {
                throw Failure.usage("The daemon knows no method '" + request.path("method").asText() + "'.", "mc daemon stop, so that the next command starts the daemon of this version");
            }
            JsonNode params = request.path("params").isObject() ? request.path("params") : Json.object();
            Call call = new Call(params, callers.apply(request.path("token").asText("")), stream);
            answer.set("result", Json.MAPPER.valueToTree(method.call(call)));
        } catch (Failure failure) {
            answer.set("error", error(failure.kind(), failure.getMessage(), failure.hint()));
        } catch (TmuxException e) {
            Failure failure = e.toFailure();
            answer.set("error", error(failure.kind(), failure.getMessage(), failure.hint()));
        } catch (IllegalArgumentException e) {
            answer.set("error", error(Failure.Kind.USAGE, "The call is malformed: " + e.getMessage(), ""));
        } catch (CallerGone e) {
            throw e;
        } catch (InterruptedException e) { // its caller has gone, or the daemon ends
            throw new CallerGone(new IOException("the call was ended"));
        } catch (Exception e) {
            if (e.getCause() instanceof CallerGone gone) {
                throw gone;
            }
            LOG.error("The call failed: {}", line.length() > 200 ? line.substring(0, 200) : line, e);
            answer.set("error", error(Failure.Kind.BUG, "A bug in the daemon: " + e, "The stack trace is in the daemon's log: mc daemon logs"));
        } finally {
            stream.end();
        }
        send(answer, channel);
    }

    private static ObjectNode error(Failure.Kind kind, String message, String hint) {
        ObjectNode error = Json.object().put("code", -32000 - kind.exitCode()).put("message", message);
        error.putObject("data").put("kind", kind.name()).put("hint", hint);
        return error;
    }

    /** What goes to one caller during a call. */
    private final class Stream implements Progress {
        private final SocketChannel channel;
        private final InputStream in;
        private final Thread serving = Thread.currentThread();
        private boolean hasEnded;

        Stream(SocketChannel channel, InputStream in) {
            this.channel = channel;
            this.in = in;
        }

        @Override
        public void send(Object value) throws IOException {
            ApiServer.notify(value, channel);
        }

        @Override
        public void endWithCaller() {
            connections.execute(() -> {
                try {
                    in.mark(1);
                    if (in.read() < 0) {
                        gone();
                    } else {
                        in.reset(); // its next call
                    }
                } catch (IOException e) {
                    gone();
                }
            });
        }

        private synchronized void gone() {
            if (!hasEnded) { // afterwards the thread serves somebody else
                serving.interrupt();
            }
        }

        synchronized void end() {
            hasEnded = true;
            Thread.interrupted();
        }
    }

    private static void notify(Object value, SocketChannel channel) throws CallerGone {
        ObjectNode notification = Json.object().put("jsonrpc", "2.0").put("method", "progress");
        notification.set("params", Json.MAPPER.valueToTree(value));
        send(notification, channel);
    }

    private static void send(ObjectNode message, SocketChannel channel) throws CallerGone {
        ByteBuffer bytes = ByteBuffer.wrap((message.toString() + "\n").getBytes(StandardCharsets.UTF_8));
        synchronized (channel) {
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                throw new CallerGone(e);
            }
        }
    }

    /** Nobody reads the answer any more; unlike other trouble this needs no word in the log. */
    private static final class CallerGone extends IOException {
        CallerGone(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** The next line; of one that is too long, only so much that this shows. Null at the end of the stream. */
    private static byte[] readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (line.size() <= MAX_LINE) {
                line.write(b);
            }
        }
        return line.toByteArray();
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("Cannot close the socket", e);
        }
        connections.shutdownNow();
    }
}
