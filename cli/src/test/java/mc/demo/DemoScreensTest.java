package mc.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import mc.agent.ScreenManifest;
import mc.agent.ScreenManifest.View;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The shipped manifest against the screens of the real program. */
@Execution(ExecutionMode.CONCURRENT)
class DemoScreensTest {

    private static DemoStage stage;
    private static ScreenManifest manifest;

    @BeforeAll
    static void open() throws IOException {
        stage = new DemoStage();
        manifest = stage.adapter.screens();
    }

    @AfterAll
    static void close() throws IOException {
        stage.close();
    }

    private static View view(DemoStage.Agent agent) {
        return manifest.read(agent.plain(), agent.coloured());
    }

    private static void isAsked(DemoStage.Agent agent, String label) {
        agent.waits("the dialog '" + label + "'", () -> view(agent) instanceof View.Asking asking && asking.dialog().label().equals(label));
    }

    private static void is(DemoStage.Agent agent, View expected) {
        agent.waits(expected.toString(), () -> view(agent).equals(expected));
    }

    @Test
    void everyScreenOfALifeIsKnown() throws IOException {
        DemoStage.Agent agent = stage.start("trust-dialog\nghost-text try this\nwhen slow\n  work 30s\nwhen ask\n  ask ls\nwhen limit\n  limit 5h\n", "slow");
        isAsked(agent, "folder trust");
        agent.keys("Down", "Enter");
        is(agent, new View.Prompt("", true));
        agent.keys("next", "Enter").shows("Queued");
        is(agent, new View.Prompt("", true));
        agent.keys("half a line");
        is(agent, new View.Prompt("half a line", true));
        agent.keys("C-u", "Escape").shows("Done. I am a demo agent");
        is(agent, new View.Prompt("", false));
        assertThat(agent.plain()).as("the suggestion is on the screen and not taken for a draft").contains("❯ try this");
        agent.keys("ask", "Enter");
        isAsked(agent, "permission request");
        agent.keys("Escape").shows("Interrupted");
        is(agent, new View.Prompt("", false));
        agent.paste("one\ntwo");
        is(agent, new View.Prompt("one\n  two", false));
        agent.keys("C-u").paste("line\n".repeat(39) + "end").shows("[Pasted");
        assertThat(view(agent)).isInstanceOfSatisfying(View.Prompt.class, p -> assertThat(p.draft()).matches(manifest.collapsed()));
        agent.keys("C-u", "limit", "Enter").shows("You've hit your 5-hour limit");
        is(agent, new View.Prompt("", false));
        stage.tmux("resize-window", "-t", agent.pane, "-x", "30", "-y", "10");
        is(agent, new View.Prompt("", false));
        agent.keys("/exit", "Enter").end();
        is(agent, new View.Unknown());
    }

    @Test
    void aDraftFromThePastIsSeen() throws IOException {
        DemoStage.Agent agent = stage.start("draft please wait, I am\n", "");
        is(agent, new View.Prompt("please wait, I am", false));
    }

    @Test
    void textCannotPassForADialogOrABox() throws IOException {
        DemoStage.Agent agent = stage.start("when .\n  run printf ' Do you want to proceed?\\n ❯ 1. Yes\\n Esc to cancel\\n──────────\\n❯ draft\\n──────────\\n✻ Working… (3s'\n"
                + "  say |\n     Accessing workspace:\n     Yes, I trust this folder\n    ──────────\n    ❯ false\n    ──────────\n", "go");
        agent.heard("Stop", 1);
        is(agent, new View.Prompt("", false));
        assertThat(agent.plain()).contains("Do you want to proceed?", "❯ false");
    }
}
