package mc.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/** What happens with what is typed: turns one after the other, and a queue while one runs. Used on the console's loop only. */
final class Conversation implements Console.Listener {

    private static final Duration UNTIL_IDLE_IS_NOTIFIED = Duration.ofSeconds(60);
    private static final Pattern COMMAND = Pattern.compile("/[A-Za-z][\\w-]*(\\s.*)?", Pattern.DOTALL);
    private static final String CONTINUE = "Your usage limit has reset. Continue the task you were working on when the limit was reached.";

    private final Context context;
    private final Deque<String> queue = new ArrayDeque<>();
    private volatile Thread turn;
    private String promptId = "";
    private String lastPrompt = "";
    private Instant limitedUntil = Instant.MIN;
    private Future<?> reminder;
    private Future<?> continuing;

    Conversation(Context context) {
        this.context = context;
    }

    @Override
    public void submitted(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return;
        }
        cancelContinuing();
        if (trimmed.equals("/exit") || trimmed.equals("/quit")) {
            leave();
        } else if (COMMAND.matcher(trimmed).matches()) {
            context.console().print(Lines.prompt(text));
            context.console().print(Lines.result("Unknown command: " + trimmed.split("\\s")[0]));
        } else if (turn != null) {
            enqueue(text);
        } else {
            begin(text, "typed");
        }
    }

    /** The submission is reported now, under the id of the turn that runs; the turn it starts later begins without a report. */
    private void enqueue(String text) {
        queue.add(text);
        context.console().queued(List.copyOf(queue));
        context.reporter().record(t -> t.queued(text));
        if (!text.startsWith("!")) {
            context.reporter().report("UserPromptSubmit", "", Map.of("prompt", text));
        }
    }

    private void begin(String text, String source) {
        boolean shell = text.startsWith("!");
        List<Step> steps = shell ? List.of(new Step.Run(text.substring(1), false)) : isLimited() ? List.of(new Step.Limit(new Step.Until.At(limitedUntil))) : context.stepsFor(text);
        begin(new Turn.Task(text, Ids.uuid(), source, steps, shell));
    }

    private void begin(Turn.Task task) {
        cancel(reminder);
        promptId = task.promptId();
        lastPrompt = task.prompt();
        context.reporter().turn(promptId);
        context.reporter().status("busy", "");
        context.console().print(Lines.prompt(task.prompt()));
        context.console().busy(true);
        turn = new Thread(new Turn(context, task, this), "turn");
        turn.start();
    }

    private boolean isLimited() {
        return Instant.now().isBefore(limitedUntil);
    }

    /** The running turn is over. */
    void ended(Turn.Outcome outcome) {
        turn = null;
        outcome.limitedUntil().ifPresent(this::limited);
        outcome.background().ifPresent(pause -> context.console().later(pause.time(), () -> backgroundDone(pause.then())));
        if (queue.isEmpty()) {
            context.console().busy(false);
            context.reporter().status("idle", "");
            reminder = context.console().later(UNTIL_IDLE_IS_NOTIFIED, () -> context.reporter().report("Notification", "idle_prompt",
                    Map.of("message", "The demo agent is waiting for your input", "notification_type", "idle_prompt")));
        } else {
            context.reporter().record(t -> t.taken("dequeue"));
            String next = queue.remove();
            context.console().queued(List.copyOf(queue));
            begin(next, "queued");
        }
    }

    private void backgroundDone(List<Step> then) {
        if (turn != null) {
            context.console().later(Duration.ofMillis(200), () -> backgroundDone(then));
            return;
        }
        begin(new Turn.Task("<task-notification>The background task is done.</task-notification>", Ids.uuid(), "system", then, false));
    }

    private void limited(Instant until) {
        limitedUntil = until;
        context.script().options().duration("auto-continue").ifPresent(after -> {
            context.console().print(Lines.note("Usage limit reached · continuing automatically at " + Turn.clock(until.plus(after)) + " · esc to cancel"));
            continuing = context.console().later(Duration.between(Instant.now(), until.plus(after)), () -> {
                continuing = null;
                context.reporter().report("Notification", "quota_auto_resume_fired",
                        Map.of("message", "Usage limit reset, the demo agent is continuing", "notification_type", "quota_auto_resume_fired"));
                begin(CONTINUE, "system");
            });
        });
    }

    private void cancelContinuing() {
        if (continuing != null) {
            continuing.cancel(false);
            continuing = null;
            context.console().print(Lines.note("Automatic continue cancelled"));
        }
    }

    @Override
    public void interrupted() {
        cancelContinuing();
        if (turn != null) {
            turn.interrupt();
        }
    }

    @Override
    public List<String> takeBack() {
        if (queue.isEmpty()) {
            return lastPrompt.isEmpty() ? List.of() : List.of(lastPrompt);
        }
        List<String> waiting = new ArrayList<>(queue);
        queue.clear();
        waiting.forEach(w -> context.reporter().record(t -> t.taken("remove")));
        context.console().queued(List.of());
        return waiting;
    }

    @Override
    public void leave() {
        context.exit().inOrder(0, "prompt_input_exit");
    }

    /** Stops the turn, and with it the command it runs; called from any thread on the way out. */
    void stop() throws InterruptedException {
        Thread running = turn;
        if (running != null) {
            running.interrupt();
            running.join(1000);
        }
    }

    private static void cancel(Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }
}
