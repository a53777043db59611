package mc.agent;

import java.util.List;
import java.util.regex.Pattern;

/** A terminal whose screen a test sets; typing into it is an error. */
final class ScriptedTerminal implements Terminal {

    static final ScreenManifest.Dialog TRUST = new ScreenManifest.Dialog("folder trust", "answer it", List.of(Pattern.compile("x")));

    ScreenManifest.View view = new ScreenManifest.View.Unknown();
    String screen = "";

    @Override
    public ScreenManifest.View view(Agent agent) {
        return view;
    }

    @Override
    public String screen(Agent agent) {
        return screen;
    }

    @Override
    public void paste(Agent agent, String text) {
        throw new AssertionError("A look must not type");
    }

    @Override
    public void pressEnter(Agent agent) {
        throw new AssertionError("A look must not press keys");
    }
}
