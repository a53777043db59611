package mc.message;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import mc.agent.Agent;
import mc.agent.ScreenManifest;
import mc.agent.ScreenManifest.View;
import mc.agent.Terminal;

/** An agent program's input line, with the bad habits a test gives it. Thread-safe. */
final class FakeTerminal implements Terminal {

    /** Something a test does in between. */
    interface Step {
        void take() throws Exception;
    }

    static final View DIALOG = new View.Asking(new ScreenManifest.Dialog("permission request", "answer it", List.of(Pattern.compile("x"))));

    /** What was done to it, in order: {@code paste TEXT}, {@code enter}. */
    final List<String> keys = new ArrayList<>();
    /** What the program got, in order. */
    final List<String> submitted = new ArrayList<>();
    /** Screens to show in place of the input line, one per look. */
    final Deque<View> instead = new ConcurrentLinkedDeque<>();
    /** What the program does with a submitted text, such as reporting it. */
    Consumer<String> report = text -> { };
    /** What happens in the program while a text is pasted. */
    Runnable meanwhile = () -> { };
    /** What happens after a look at the screen. */
    Step looked = () -> { };
    String draft = "";
    boolean busy;
    int swallowedEnters;
    boolean losesPastes;
    /** Shows pasted texts as this, in place of the text; empty for never. */
    String collapsed = "";
    RuntimeException broken;

    @Override
    public synchronized View view(Agent agent) {
        if (broken != null) {
            throw broken;
        }
        View other = instead.poll();
        View seen = other != null ? other : new View.Prompt(!draft.isEmpty() && !collapsed.isEmpty() ? collapsed : draft, busy);
        try {
            looked.take();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return seen;
    }

    @Override
    public synchronized String screen(Agent agent) {
        return draft;
    }

    @Override
    public synchronized void paste(Agent agent, String text) {
        keys.add("paste " + text);
        if (!losesPastes) {
            draft += text;
        }
        meanwhile.run();
    }

    @Override
    public void pressEnter(Agent agent) {
        String text;
        synchronized (this) {
            keys.add("enter");
            if (swallowedEnters > 0) {
                swallowedEnters--;
                return;
            }
            text = draft;
            draft = "";
            if (text.isEmpty()) {
                return;
            }
            submitted.add(text);
        }
        report.accept(text);
    }

    synchronized long pastes() {
        return keys.stream().filter(key -> key.startsWith("paste ")).count();
    }

    synchronized long enters() {
        return keys.stream().filter("enter"::equals).count();
    }
}
