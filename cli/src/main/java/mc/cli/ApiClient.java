package mc.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mc.Build;
import mc.Failure;
import mc.Home;
import mc.text.PlainJson;
import mc.text.Untrusted;

/**
 * The client's end of the API: one connection, one call at a time. Starts the daemon when none runs, and replaces one of another
 * build. Not thread-safe.
 */
public final class ApiClient implements AutoCloseable {

    private final SocketChannel channel;
    private final BufferedReader in;
    private final String token;
    private int calls;

    private ApiClient(SocketChannel channel, String token) {
        this.channel = channel;
        this.in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        this.token = token;
    }

    /** A connection to the daemon of this home and build, which is started if need be. */
    public static ApiClient connect(Cli cli) {
        Home home = cli.home();
        Optional<ApiClient> running = open(home, cli.env());
        if (running.isPresent()) {
            Object build = running.get().call("daemon.hello", Map.of()).get("build");
            if (Build.current().full().equals(build) || cli.env().containsKey("MC_TOKEN")) { // an agent may not replace it
                return running.get();
            }
            cli.err().println("The daemon is of another build (" + build + "); replacing it. The agents are not touched.");
            running.get().stopDaemon(cli);
        }
        return DaemonStarter.start(cli, () -> open(home, cli.env()));
    }

    /** A connection to the daemon that runs, if one does; of whatever build. */
    public static Optional<ApiClient> open(Home home, Map<String, String> env) {
        String agent = env.getOrDefault("MC_AGENT", "");
        if (!agent.isEmpty() && env.getOrDefault("MC_TOKEN", "").isEmpty()) {
            throw Failure.refused("This is the shell of the agent " + Untrusted.line(agent, 60) + ", without its token (MC_TOKEN); it would pass for the operator's.", "If you are the operator: unset MC_AGENT MC_ROLE");
        }
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(home.socket());
        try {
            SocketChannel channel = SocketChannel.open(address);
            return Optional.of(new ApiClient(channel, env.getOrDefault("MC_TOKEN", "")));
        } catch (IOException e) {
            return Optional.empty(); // no socket, or nobody listens: the lock decides who may start a daemon
        }
    }

    /** One call over a connection of its own; returns its result. */
    static Map<String, Object> ask(Cli cli, String method, Map<String, ?> params) {
        return ask(cli, method, params, progress -> { });
    }

    /** As {@link #ask(Cli, String, Map)}, handing over what the daemon tells meanwhile. */
    static Map<String, Object> ask(Cli cli, String method, Map<String, ?> params, Consumer<Map<String, Object>> progress) {
        try (ApiClient api = connect(cli)) {
            return api.call(method, params, progress);
        }
    }

    /** Calls a method and returns its result. A parameter that is null counts as not given. */
    public Map<String, Object> call(String method, Map<String, ?> params) {
        return call(method, params, progress -> { });
    }

    /** As {@link #call(String, Map)}, handing over what the daemon tells meanwhile. */
    public Map<String, Object> call(String method, Map<String, ?> params, Consumer<Map<String, Object>> progress) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("jsonrpc", "2.0");
        request.put("id", ++calls);
        request.put("method", method);
        request.put("params", params);
        if (!token.isEmpty()) {
            request.put("token", token);
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap((PlainJson.write(request, false) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Map<String, Object> message = PlainJson.object(line);
                if (message.containsKey("method")) {
                    progress.accept(map(message.get("params")));
                } else {
                    return result(message);
                }
            }
        } catch (IOException e) {
            throw gone(e);
        }
        throw gone(null);
    }

    private static Failure gone(IOException cause) {
        return Failure.failed("The daemon went away during the call" + (cause == null ? "." : ": " + cause.getMessage()), "What it had accepted it carries on with at its next start; see: mc status, and mc daemon logs. If it keeps going away: mc validate", cause);
    }

    private static Map<String, Object> result(Map<String, Object> message) {
        if (message.get("error") == null) {
            return map(message.get("result"));
        }
        Map<String, Object> error = map(message.get("error"));
        Map<String, Object> data = map(error.get("data"));
        Failure.Kind kind = Failure.Kind.valueOf(String.valueOf(data.getOrDefault("kind", "FAILED")));
        throw Failure.of(kind, String.valueOf(error.get("message")), String.valueOf(data.getOrDefault("hint", "")));
    }

    /** Asks the daemon to end and waits until it has let go of the home. */
    void stopDaemon(Cli cli) {
        try {
            call("daemon.stop", Map.of());
        } catch (Failure e) {
            if (e.kind() != Failure.Kind.FAILED) {
                throw e; // it refused; otherwise it may just have been too quick to answer, and its lock tells
            }
        }
        close();
        DaemonStarter.awaitEnd(cli);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
