package mc.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** One turn: plays steps on a thread of its own, which Esc interrupts. Used once. */
final class Turn implements Runnable {

    private static final int MOST_BLOCKS = 8;
    private static final List<String> INTERRUPTED = List.of("  ⎿  Interrupted · What should the demo agent do instead?");

    /**
     * What starts a turn.
     *
     * @param source {@code typed}, {@code queued} (its submission was reported when it was typed) or {@code system}
     * @param shell true when the person runs a command with {@code !}: no prompt is submitted, but the end is reported
     */
    record Task(String prompt, String promptId, String source, List<Step> steps, boolean shell) {}

    /**
     * How a turn left things.
     *
     * @param background what goes on, and the steps that follow when it is done
     * @param limitedUntil set when the turn ended at the usage limit
     */
    record Outcome(Optional<Pause> background, Optional<Instant> limitedUntil) {
        static final Outcome NOTHING = new Outcome(Optional.empty(), Optional.empty());
    }

    record Pause(Duration time, List<Step> then) {}

    private final Context context;
    private final Task task;
    private final Conversation conversation;
    private final long began = System.nanoTime();
    private Transcript.Message message = Transcript.Message.next(25);
    private String lastSaid = "";
    private Outcome outcome = Outcome.NOTHING;

    Turn(Context context, Task task, Conversation conversation) {
        this.context = context;
        this.task = task;
        this.conversation = conversation;
    }

    @Override
    public void run() {
        try {
            if (accepted()) {
                playToTheEnd();
            }
        } catch (InterruptedException e) {
            context.console().print(INTERRUPTED);
            context.reporter().record(t -> t.interrupted(task.promptId()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("A report failed", e.getCause());
        } finally {
            context.console().execute(() -> conversation.ended(outcome));
        }
    }

    private boolean accepted() throws InterruptedException, ExecutionException {
        if (task.source().equals("queued") || task.shell()) {
            context.reporter().record(t -> t.user(task.promptId(), task.prompt(), task.source()));
            return true;
        }
        HookAnswer answer = context.reporter().report("UserPromptSubmit", "", Map.of("prompt", task.prompt())).get();
        if (answer.block().isPresent()) {
            context.console().print(Lines.result("The prompt was blocked by a hook: " + answer.block().get()));
            return false;
        }
        context.reporter().record(t -> t.user(task.promptId(), task.prompt(), task.source()));
        answer.context().ifPresent(text -> context.reporter().record(t -> t.context("UserPromptSubmit", text)));
        return true;
    }

    /** A Stop hook may send the agent on, with its reason as the next thing to do. */
    private void playToTheEnd() throws InterruptedException, ExecutionException {
        List<Step> steps = task.steps();
        for (int blocks = 0; play(steps); blocks++) {
            context.console().print(Lines.worked((System.nanoTime() - began) / 1_000_000_000));
            context.reporter().status("idle", "");
            HookAnswer answer = context.reporter().report("Stop", "", stopFields(blocks > 0)).get();
            if (answer.block().isEmpty() || blocks == MOST_BLOCKS) {
                return;
            }
            String reason = "Stop hook feedback: " + answer.block().get();
            context.reporter().status("busy", "");
            context.console().print(Lines.note(reason));
            context.reporter().record(t -> t.user(task.promptId(), reason, "system"));
            steps = context.stepsFor(reason);
        }
    }

    private Map<String, Object> stopFields(boolean wasBlocked) {
        List<Map<String, String>> running = outcome.background().map(p -> List.of(Map.of(
                "id", Ids.of("task"), "type", "shell", "status", "running", "description", "waits for " + p.time().toMillis() + " ms"))).orElse(List.of());
        return Map.of("stop_hook_active", wasBlocked, "last_assistant_message", lastSaid, "background_tasks", running, "session_crons", List.of());
    }

    /** Plays the steps; false when the turn ended otherwise than by itself. */
    private boolean play(List<Step> steps) throws InterruptedException, ExecutionException {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step instanceof Step.Say say) {
                say(say.text());
            } else if (step instanceof Step.Work work) {
                Thread.sleep(work.time().toMillis());
            } else if (step instanceof Step.Run run) {
                boolean goesOn = new Tool(context, task, message, run.command()).call(run.asks());
                message = Transcript.Message.next(25);
                if (!goesOn) {
                    throw new InterruptedException("the user said no");
                }
            } else if (step instanceof Step.Question question) {
                say(question.text());
                return true;
            } else if (step instanceof Step.Background background) {
                outcome = new Outcome(Optional.of(new Pause(background.time(), steps.subList(i + 1, steps.size()))), Optional.empty());
                return true;
            } else if (step instanceof Step.Limit limit) {
                reachLimit(limit.until().from(Instant.now()));
                return false;
            } else if (step instanceof Step.Overload) {
                fail("overloaded", "API Error: 529 Overloaded. Try again in a moment.");
                return false;
            } else {
                leave(step);
                Thread.sleep(Long.MAX_VALUE);
            }
        }
        return true;
    }

    private void leave(Step step) throws InterruptedException {
        if (step instanceof Step.Exit end) {
            if (end.inOrder()) {
                context.exit().inOrder(end.code(), "other");
            } else {
                context.exit().crash(end.code());
            }
        } else if (step instanceof Step.Kill) {
            context.exit().kill();
        } else if (step instanceof Step.Hang) {
            context.exit().saysNothing();
            context.console().freeze();
        } else {
            throw new IllegalStateException("No way to play " + step);
        }
    }

    private void say(String text) throws InterruptedException {
        String said = context.fill(text, task.prompt());
        String[] words = said.split("(?<=\\s)");
        int atOnce = Math.max(1, words.length / 30); // a long text takes no longer than a short one
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < words.length; i++) {
            shown.append(words[i]);
            if (i % atOnce == 0) {
                context.console().stream(shown.toString());
                Thread.sleep(12);
            }
        }
        context.console().print(Lines.said(said));
        lastSaid = said;
        message = Transcript.Message.next(1 + said.length() / 4);
        Transcript.Message own = message;
        context.reporter().record(t -> t.said(own, said));
    }

    private void reachLimit(Instant until) {
        String text = "You've hit your 5-hour limit · resets " + clock(until) + " (" + ZoneId.systemDefault() + ")";
        outcome = new Outcome(Optional.empty(), Optional.of(until));
        context.reporter().record(t -> t.limit(text, until));
        stopFailure("rate_limit", text);
    }

    private void fail(String error, String text) {
        context.reporter().record(t -> t.overloaded(text));
        stopFailure(error, text);
    }

    private void stopFailure(String error, String text) {
        context.console().print(Lines.result(text));
        context.reporter().status("idle", "");
        context.reporter().report("StopFailure", error, Map.of("error", error, "last_assistant_message", text));
    }

    static String clock(Instant time) {
        return DateTimeFormatter.ofPattern("h:mma", Locale.ENGLISH).format(time.atZone(ZoneId.systemDefault())).toLowerCase(Locale.ENGLISH);
    }
}
