package mc.agent;

import java.util.function.Function;
import mc.text.Untrusted;
import mc.tmux.CaptureRange;
import mc.tmux.Key;
import mc.tmux.PaneId;
import mc.tmux.Screen;
import mc.tmux.TmuxServer;

/** The terminal of an agent in its tmux pane. */
public record TmuxTerminal(TmuxServer tmux, Function<String, Adapter> adapters) implements Terminal {

    private static final int HISTORY = 1_000;

    @Override
    public ScreenManifest.View view(Agent agent) {
        Screen coloured = tmux.capture(pane(agent), CaptureRange.visible(), true);
        return adapters.apply(agent.adapter()).screens().read(Untrusted.block(coloured.text()), coloured.text());
    }

    @Override
    public String screen(Agent agent) {
        return Untrusted.block(tmux.capture(pane(agent), CaptureRange.visible(), false).text());
    }

    @Override
    public String history(Agent agent) {
        return Untrusted.block(tmux.capture(pane(agent), CaptureRange.withHistory(HISTORY), false).text());
    }

    @Override
    public void paste(Agent agent, String text) {
        tmux.paste(pane(agent), text);
    }

    @Override
    public void pressEnter(Agent agent) {
        tmux.press(pane(agent), Key.ENTER);
    }

    private static PaneId pane(Agent agent) {
        return new PaneId(agent.paneId());
    }
}
