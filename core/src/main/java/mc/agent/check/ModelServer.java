package mc.agent.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mc.text.Json;

/**
 * A stand-in for the Messages API on the loopback interface, so that the real {@code claude} can be driven without an account.
 * It streams the turns of a {@link ModelScript}, and can be told to be at its usage limit, to fail, or to speak slowly.
 * Thread-safe.
 */
public final class ModelServer implements AutoCloseable {

    /** A request with tools, that is, a turn of an agent: the newest user text, and the whole request. */
    public record Request(String said, String body) {}

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ModelScript script = new ModelScript();
    private volatile Instant limitedUntil = Instant.EPOCH;
    private volatile int failure;
    private volatile Duration delay = Duration.ofMillis(5);

    private ModelServer(HttpServer http) {
        this.http = http;
    }

    public static ModelServer start() {
        try {
            ModelServer server = new ModelServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50));
            server.http.createContext("/", server::handle);
            server.http.setExecutor(server.threads);
            server.http.start();
            return server;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    public ModelScript script() {
        return script;
    }

    /** Every turn ends in the five-hour limit until then; {@link Instant#EPOCH} for no limit. */
    public void limitUntil(Instant reset) {
        limitedUntil = reset;
    }

    /** Every turn ends in this HTTP status, such as 500 or 529; 0 for none. */
    public void fail(int status) {
        failure = status;
    }

    /** How long a word takes. */
    public void delay(Duration perWord) {
        delay = perWord;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            if (path.endsWith("/count_tokens")) {
                reply(exchange, 200, Json.object().put("input_tokens", 1000));
            } else if (path.endsWith("/v1/messages") && exchange.getRequestMethod().equals("POST")) {
                message(exchange, Json.parse(body), body);
            } else {
                reply(exchange, 200, Json.object());
            }
        }
    }

    private void message(HttpExchange exchange, JsonNode request, String body) throws IOException {
        if (Instant.now().isBefore(limitedUntil)) {
            limited(exchange, limitedUntil.getEpochSecond());
        } else if (failure != 0) {
            reply(exchange, failure, error(failure == 529 ? "overloaded_error" : "api_error", "made to fail"));
        } else if (request.path("tools").isEmpty()) { // titles and the like
            play(exchange, request, ModelScript.Step.say("ok"));
        } else {
            requests.add(new Request(ModelScript.said(request), body));
            play(exchange, request, script.next(request, body));
        }
    }

    /** The headers of a subscription's five-hour limit; without them the program takes a 429 for a passing overload. */
    private void limited(HttpExchange exchange, long reset) throws IOException {
        String unified = "anthropic-ratelimit-unified-";
        Map.of("status", "rejected", "reset", "" + reset, "representative-claim", "five_hour", "5h-status", "rejected", "5h-reset", "" + reset, "5h-utilization", "1.0", "overage-status", "rejected", "overage-disabled-reason", "org_level_disabled")
                .forEach((name, value) -> exchange.getResponseHeaders().set(unified + name, value));
        exchange.getResponseHeaders().set("retry-after", "" + Math.max(1, reset - Instant.now().getEpochSecond()));
        exchange.getResponseHeaders().set("x-should-retry", "false");
        reply(exchange, 429, error("rate_limit_error", "This request would exceed the rate limit."));
    }

    private void play(HttpExchange exchange, JsonNode request, ModelScript.Step step) throws IOException {
        if (!request.path("stream").asBoolean()) {
            ObjectNode message = message(request);
            message.putArray("content").addObject().put("type", "text").put("text", step.words());
            reply(exchange, 200, message.put("stop_reason", "end_turn"));
            return;
        }
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        Stream out = new Stream(exchange.getResponseBody());
        out.send("message_start", Json.object().set("message", message(request)));
        int index = 0;
        if (!step.words().isEmpty()) {
            out.begin(index, Json.object().put("type", "text").put("text", ""));
            for (String word : step.words().split("(?<= )")) {
                out.delta(index, Json.object().put("type", "text_delta").put("text", word));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delay.toMillis()));
            }
            out.end(index++);
        }
        if (!step.tool().isEmpty()) {
            out.begin(index, Json.object().put("type", "tool_use").put("id", "toolu_" + id()).put("name", step.tool()).set("input", Json.object()));
            out.delta(index, Json.object().put("type", "input_json_delta").put("partial_json", Json.write(step.input())));
            out.end(index);
        }
        ObjectNode end = Json.object();
        end.putObject("delta").put("stop_reason", step.tool().isEmpty() ? "end_turn" : "tool_use").putNull("stop_sequence");
        end.putObject("usage").put("output_tokens", 30);
        out.send("message_delta", end);
        out.send("message_stop", Json.object());
    }

    private static ObjectNode message(JsonNode request) {
        ObjectNode message = Json.object().put("id", "msg_" + id()).put("type", "message").put("role", "assistant").put("model", request.path("model").asText());
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.putObject("usage").put("input_tokens", 1200).put("output_tokens", 1).put("cache_creation_input_tokens", 300).put("cache_read_input_tokens", 5000)
                .putObject("cache_creation").put("ephemeral_5m_input_tokens", 100).put("ephemeral_1h_input_tokens", 200);
        return message;
    }

    private static ObjectNode error(String type, String text) {
        ObjectNode body = Json.object().put("type", "error");
        body.putObject("error").put("type", type).put("message", text);
        return body;
    }

    private static void reply(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, isHead ? -1 : bytes.length);
        if (!isHead) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String id() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 20);
    }

    /** Server-sent events, each flushed. A client that has gone away ends the stream by an IOException. */
    private record Stream(OutputStream out) {
        void send(String type, JsonNode fields) throws IOException {
            ObjectNode data = Json.object().put("type", type);
            data.setAll((ObjectNode) fields);
            out.write(("event: " + type + "\ndata: " + Json.write(data) + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void begin(int index, JsonNode block) throws IOException {
            send("content_block_start", Json.object().put("index", index).set("content_block", block));
        }

        void delta(int index, JsonNode delta) throws IOException {
            send("content_block_delta", Json.object().put("index", index).set("delta", delta));
        }

        void end(int index) throws IOException {
            send("content_block_stop", Json.object().put("index", index));
        }
    }
}
