package mc.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** One tool call: a shell command, really run, with the hooks before and after it and, if asked for, the permission dialog. Used by one thread. */
final class Tool {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration UNTIL_NOTIFIED = Duration.ofSeconds(6);
    private static final int MOST_OUTPUT = 30_000;
    private static final int DENIED_BY_HOOK = 100;

    private final Context context;
    private final Turn.Task task;
    private final Transcript.Message message;
    private final String command;
    private final String id = Ids.of("toolu");
    private final Map<String, Object> input = new LinkedHashMap<>();

    Tool(Context context, Turn.Task task, Transcript.Message message, String command) {
        this.context = context;
        this.task = task;
        this.message = message;
        this.command = command;
        input.put("command", command);
        input.put("description", "Run a step of the script");
    }

    /** Plays the call; false when the user said no, which ends the turn. */
    boolean call(boolean asks) throws InterruptedException, ExecutionException {
        context.reporter().record(t -> t.called(message, id, input));
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("tool_name", "Bash", "tool_input", input, "tool_use_id", id));
        HookAnswer before = context.reporter().report("PreToolUse", "Bash", fields).get();
        context.console().print(Lines.tool(command));
        if (before.block().isPresent()) {
            refuse("Blocked by a hook: " + before.block().get());
            return true;
        }
        if (asks && !context.mayRun().get()) {
            int choice = ask();
            if (choice == DENIED_BY_HOOK) {
                refuse("Denied by a hook");
                return true;
            }
            if (choice == 2 || choice == Dialog.ESCAPED) {
                refuse("The user does not want this");
                return false;
            }
            if (choice == 1) {
                context.mayRun().set(true);
            }
        }
        run(fields);
        return true;
    }

    private void run(Map<String, Object> fields) throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        Duration timeout = context.script().options().duration("run-timeout").orElse(DEFAULT_TIMEOUT);
        Child.Result result;
        try {
            result = Child.run(List.of("/bin/sh", "-c", command), Map.of("MC_ROLE", context.role(), "MC_PROMPT", cut(task.prompt())), "", timeout);
        } catch (IOException e) {
            result = new Child.Result(-1, "", e.toString(), false);
        }
        boolean ok = result.exitCode() == 0;
        String output = cut(result.stdout() + result.stderr());
        String shown = result.timedOut() ? "Timed out after " + timeout.toSeconds() + "s\n" + output : ok ? output : "Exit code " + result.exitCode() + "\n" + output;
        context.console().print(Lines.result(shown));
        context.reporter().record(t -> t.result(id, shown, !ok));
        fields.put("duration_ms", (System.nanoTime() - began) / 1_000_000);
        if (ok) {
            fields.put("tool_response", Map.of("stdout", cut(result.stdout()), "stderr", cut(result.stderr()), "interrupted", false, "isImage", false));
        } else {
            fields.put("error", shown);
        }
        HookAnswer after = context.reporter().report(ok ? "PostToolUse" : "PostToolUseFailure", "Bash", fields).get();
        after.context().ifPresent(text -> {
            context.reporter().record(t -> t.context(ok ? "PostToolUse" : "PostToolUseFailure", text));
            context.console().print(Lines.note(text));
        });
    }

    /** The dialog is answered by the person or by the hook, whoever is faster. */
    private int ask() throws InterruptedException, ExecutionException {
        Dialog dialog = Dialog.permission(command);
        context.console().open(dialog);
        context.reporter().status("waiting", "permission prompt");
        Future<?> hook = context.reporter().reportAside("PermissionRequest", "Bash", Map.of("tool_name", "Bash", "tool_input", input, "permission_suggestions", List.of()),
                answer -> answer.allow().ifPresent(allowed -> dialog.answer.complete(allowed ? 0 : DENIED_BY_HOOK)));
        Future<?> notification = context.console().later(UNTIL_NOTIFIED, () -> context.reporter().report("Notification", "permission_prompt",
                Map.of("message", "The demo agent needs your permission", "notification_type", "permission_prompt")));
        try {
            return dialog.answer.get();
        } finally {
            dialog.answer.complete(Dialog.ESCAPED); // closes it when the turn was interrupted
            notification.cancel(false);
            hook.cancel(true);
            context.reporter().status("busy", "");
        }
    }

    private void refuse(String why) {
        context.console().print(Lines.result(why));
        context.reporter().record(t -> t.result(id, why, true));
    }

    private static String cut(String text) {
        return text.length() <= MOST_OUTPUT ? text : text.substring(0, MOST_OUTPUT) + "…";
    }
}
