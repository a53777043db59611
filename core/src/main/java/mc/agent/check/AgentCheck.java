package mc.agent.check;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import mc.Failure;
import mc.agent.Adapter;
import mc.agent.Adapter.Finding;
import mc.agent.AgentState;
import mc.agent.Journal;
import mc.agent.Launch;
import mc.agent.ScreenManifest.View;
import mc.agent.Source;
import mc.agent.check.Probe.Verdict;
import mc.event.Signal;
import mc.text.Ids;
import mc.text.Templates;
import mc.text.Untrusted;
import mc.tmux.Key;
import mc.tmux.PaneInfo;

/**
 * Plays the life of an agent with the installed program in a {@link Lab} and tells which of the signals mc lives on still work. Takes
 * some seconds when all is well, and the whole patience more for each signal that does not come. Used once, by one thread.
 */
public final class AgentCheck {

    private final Adapter adapter;
    private final Templates templates;
    private final Optional<String> model;
    private final String path;
    private final Duration patience;
    private final Consumer<Probe> tell;
    private final String conversation = UUID.randomUUID().toString();
    private final String first = Ids.random("b");

    /**
     * @param model what the program is told to use; empty for its own choice
     * @param path the user's PATH
     * @param patience how long each signal may take
     * @param tell hears of each result as soon as it is there
     */
    public AgentCheck(Adapter adapter, Templates templates, Optional<String> model, String path, Duration patience, Consumer<Probe> tell) {
        this.adapter = adapter;
        this.templates = templates;
        this.model = model;
        this.path = path;
        this.patience = patience;
        this.tell = tell;
    }

    /** Tries everything; the program's version as it tells it, empty when it does not. A {@link Failure} says that there is no program, or no place to try it in. */
    public String run() {
        try (Lab lab = new Lab(templates, path, patience)) {
            Rehearsal rehearsal = Rehearsal.of(adapter.kind());
            Map<String, String> env = rehearsal.environment(lab);
            String version = version(env, lab);
            LabProgram program = start(lab, env, false, first, Rehearsal.TOOL);
            if (!starts(program)) {
                return version;
            }
            if (adapter.hasHooks()) {
                firstTurn(program);
            }
            if (program.hasJournal()) {
                journal(program);
            }
            inputLine(program);
            delivery(program, rehearsal);
            if (adapter.hasHooks()) {
                permission(program);
                limit(lab, program);
            }
            end(program);
            lab.model().limitUntil(Instant.EPOCH);
            if (adapter.hasHooks()) {
                resume(lab, env);
            }
            return version;
        }
    }

    private String version(Map<String, String> env, Lab lab) {
        List<Finding> findings = adapter.check(env, lab.repository());
        findings.stream().filter(f -> f.level() == Finding.Level.BROKEN).findFirst().ifPresent(f -> {
            throw Failure.missing(f.detail(), f.remedy());
        });
        return findings.stream().filter(f -> f.name().endsWith("version")).map(Finding::detail).findFirst().orElse("");
    }

    private LabProgram start(Lab lab, Map<String, String> env, boolean resume, String mark, String prompt) {
        Launch launch = adapter.launch(new Launch.Request(Lab.AGENT, Lab.AGENT, conversation, resume, lab.launch(), lab.hook(), "You are being checked.", marked(mark, prompt), model, adapter.permissionModes().get(0), env));
        return new LabProgram(lab, adapter, conversation, launch, env);
    }

    private boolean starts(LabProgram program) {
        Optional<View> view = program.awaitView(v -> v instanceof View.Prompt || v instanceof View.Busy || v instanceof View.Asking || !program.isAlive());
        boolean isUp = program.isAlive() && view.filter(v -> !(v instanceof View.Asking)).isPresent();
        String saw = view.orElse(null) instanceof View.Asking asking ? "it asks before its first turn: " + asking.dialog().label() : program.isAlive() ? "it runs, and its screen ends with: " + program.lastLine() : "it ended at once: " + program.lastLine();
        tell("starts without a question", isUp ? Verdict.WORKS : program.isAlive() ? Verdict.CHANGED : Verdict.MISSING, isUp ? "it runs" : saw, "nothing works; `mc status` shows the dialog or the exit", "Start " + adapter.kind() + " yourself and look; " + tried());
        if (!isUp) {
            tell("everything else", Verdict.UNTRIED, "the program did not get to its first turn", "", "");
        }
        return isUp;
    }

    private void firstTurn(LabProgram program) {
        Optional<Signal.SessionStarted> session = program.await(Signal.SessionStarted.class);
        tell("hook: the session begins", session.isEmpty() ? Verdict.MISSING : session.get().conversation().equals(conversation) ? Verdict.WORKS : Verdict.CHANGED,
                session.map(s -> s.conversation().equals(conversation) ? s.source() : "under another id than it was given").orElse("nothing was reported"), "the agent stays `starting` until its first prompt is reported", tried());
        hook("hook: the first prompt", program.await(Signal.PromptSubmitted.class, carries(first)), "the mission never counts as running, and no message can be proven");
        Optional<Signal.ToolStarted> tool = program.await(Signal.ToolStarted.class);
        Optional<Signal.ToolEnded> ended = program.await(Signal.ToolEnded.class);
        tell("hook: a tool is used", tool.isPresent() && ended.isPresent() ? Verdict.WORKS : Verdict.MISSING, tool.map(t -> "began " + t.tool()).orElse("no begin") + ended.map(t -> ", ended " + t.tool()).orElse(", no end"), "WHY names no tool, and an answered question is noticed on the screen only", tried());
        hook("hook: the turn ends", program.await(Signal.TurnEnded.class), "the agent seems to work for ever, and no message is ever `read`");
    }

    /** What it writes about itself, after its first turn. */
    private void journal(LabProgram program) {
        boolean isIdle = program.awaitAccount(account -> says(account, AgentState.READY, Source.SESSION_FILE)).isPresent();
        file("session file: idle", isIdle, "an interruption and an answered question are noticed on the screen, some seconds later");
        file("transcript: what was used", program.awaitAccount(account -> account.usage().filter(u -> u.tokensOut() > 0).isPresent()).isPresent(), "`mc status` shows no cost");
        file("status line: how full the context is", program.awaitAccount(account -> account.usage().filter(u -> u.contextUsedPercent() != null).isPresent()).isPresent(), "`mc status` does not show it");
    }

    private static boolean says(Journal.Account account, AgentState state, Source... sources) {
        return account.sightings().stream().anyMatch(s -> s.state() == state && List.of(sources).contains(s.source()));
    }

    private void inputLine(LabProgram program) {
        boolean isSeen = program.awaitView(new View.Prompt("", false)::equals).isPresent();
        tell("screen: the empty input line", isSeen ? Verdict.WORKS : Verdict.CHANGED, isSeen ? "seen" : "not found; the screen ends with: " + program.lastLine(), "mc types nothing into it: messages are held", mend("prompt"));
    }

    /** A message pasted as mc does it, on which a long turn follows, which is then interrupted. */
    private void delivery(LabProgram program, Rehearsal rehearsal) {
        String mark = Ids.random("m");
        program.paste(marked(mark, Rehearsal.LONG));
        boolean isDrafted = program.awaitView(v -> v instanceof View.Prompt prompt && prompt.draft().contains("[mc " + mark)).isPresent();
        tell("screen: a pasted text in the input line", isDrafted ? Verdict.WORKS : Verdict.CHANGED, isDrafted ? "seen" : "not found; the screen ends with: " + program.lastLine(), "Enter is not pressed, and messages are `unproven`", mend("prompt"));
        program.press(Key.ENTER);
        if (adapter.hasHooks()) {
            hook("hook: a delivered message", program.await(Signal.PromptSubmitted.class, carries(mark)), "messages are `unproven`");
        } else {
            boolean isShown = program.awaitIt(() -> Optional.of(program.screen()).filter(s -> s.contains("[mc " + mark) && !(program.view() instanceof View.Prompt p && p.draft().contains("[mc " + mark)))).isPresent();
            tell("screen: a delivered message above the input line", isShown ? Verdict.WORKS : Verdict.MISSING, isShown ? "seen" : "not found", "messages are `unproven` unless a turn is seen to begin", mend("prompt"));
        }
        if (!rehearsal.isScripted()) {
            return;
        }
        boolean isBusy = program.awaitView(AgentCheck::isBusy).isPresent();
        tell("screen: a running turn", isBusy ? Verdict.WORKS : Verdict.CHANGED, isBusy ? "seen" : "not found; the screen ends with: " + program.lastLine(), "after an answered dialog a working agent is taken for a ready one until its next report", mend("busy"));
        boolean isTold = program.hasJournal() && program.awaitAccount(account -> says(account, AgentState.WORKING, Source.SESSION_FILE)).isPresent();
        if (program.hasJournal()) {
            file("session file: a running turn", isTold, "it is told by hooks, which is enough");
        }
        program.press(Key.ESCAPE);
        boolean isBack = program.awaitView(v -> v instanceof View.Prompt && !isBusy(v)).isPresent();
        tell("screen: an interrupted turn", isBack ? Verdict.WORKS : Verdict.CHANGED, isBack ? "the input line is back" : "the turn goes on; the screen ends with: " + program.lastLine(), "an agent you interrupt counts as `working` until its next report", mend("busy"));
        if (program.hasJournal()) {
            boolean isWritten = program.awaitAccount(account -> says(account, AgentState.READY, Source.SESSION_FILE, Source.TRANSCRIPT)).isPresent();
            file("files: an interrupted turn", isWritten, "it is noticed on the screen, some seconds later");
        }
        program.press(Key.CTRL_U); // some give the interrupted text back into the input line
    }

    private void permission(LabProgram program) {
        submit(program, Rehearsal.ASK);
        hook("hook: a permission is asked for", program.await(Signal.PermissionRequested.class), "a question is noticed on the screen only");
        Optional<View> view = program.awaitView(View.Asking.class::isInstance);
        boolean isNamed = view.filter(v -> v instanceof View.Asking asking && asking.dialog().label().equals("permission request")).isPresent();
        tell("screen: the permission dialog", isNamed ? Verdict.WORKS : Verdict.CHANGED, view.map(v -> "taken for: " + ((View.Asking) v).dialog().label()).orElse("not recognised; the screen ends with: " + program.lastLine()),
                "messages may be typed into the question if its hook does not come either", mend("dialogs"));
        program.press(Key.ESCAPE);
        program.awaitView(v -> v instanceof View.Prompt && !isBusy(v));
        program.press(Key.CTRL_U);
    }

    private void limit(Lab lab, LabProgram program) {
        Instant reset = Instant.now().plus(Duration.ofHours(2));
        lab.model().limitUntil(reset);
        submit(program, Rehearsal.LIMIT);
        Optional<Signal.TurnFailed> failed = program.await(Signal.TurnFailed.class);
        boolean isLimit = failed.filter(f -> f.error().equals("rate_limit")).isPresent();
        tell("hook: the usage limit", isLimit ? Verdict.WORKS : failed.isPresent() ? Verdict.CHANGED : Verdict.MISSING, failed.map(f -> f.error() + ": " + f.message()).orElse("nothing was reported"), "the agent counts as `working` although it is at its limit", tried());
        if (program.hasJournal()) {
            boolean isTimed = program.awaitAccount(account -> account.sightings().stream().anyMatch(s -> s.source() == Source.TRANSCRIPT && s.until() != null && s.until().getEpochSecond() == reset.getEpochSecond())).isPresent();
            file("transcript: until when the limit lasts", isTimed, "mc reads the time off the printed text, if there is one");
        }
    }

    private void end(LabProgram program) {
        Optional<PaneInfo> dead = program.end();
        String how = dead.map(p -> p.exitStatus().isPresent() ? "exit code " + p.exitStatus().getAsInt() : p.exitSignal().isPresent() ? "signal " + p.exitSignal().getAsInt() : "tmux does not know how").orElse("it still ran after " + patience.toSeconds() + " s");
        tell("ends when asked to", dead.isPresent() ? Verdict.WORKS : Verdict.MISSING, how, "mc kills it five seconds after the request", tried());
        if (adapter.hasHooks()) {
            hook("hook: the session ends", program.await(Signal.SessionEnded.class), "the end is told by tmux alone, which is enough");
        }
    }

    private void resume(Lab lab, Map<String, String> env) {
        String mark = Ids.random("b");
        LabProgram again = start(lab, env, true, mark, "Are you there again?");
        Optional<Signal.SessionStarted> session = again.await(Signal.SessionStarted.class);
        boolean isSame = session.filter(s -> s.conversation().equals(conversation)).isPresent();
        boolean isPrompted = again.await(Signal.PromptSubmitted.class, carries(mark)).isPresent();
        tell("resumes the same conversation", isSame && isPrompted ? Verdict.WORKS : session.isPresent() ? Verdict.CHANGED : Verdict.MISSING,
                session.map(s -> s.source() + (isSame ? "" : ", under another id") + (isPrompted ? "" : ", without its first prompt")).orElse("nothing was reported; the screen ends with: " + again.lastLine()),
                "an agent that is started again has forgotten what it did", tried());
        again.end();
    }

    private void submit(LabProgram program, String text) {
        program.paste(marked(Ids.random("m"), text));
        program.awaitView(v -> v instanceof View.Prompt prompt && prompt.draft().contains(text.substring(0, 12)));
        program.press(Key.ENTER);
    }

    private static boolean isBusy(View view) {
        return view instanceof View.Busy || view instanceof View.Prompt prompt && prompt.busy();
    }

    private static Predicate<Signal.PromptSubmitted> carries(String mark) {
        return prompt -> prompt.text().contains("[mc " + mark + " ");
    }

    private static String marked(String mark, String text) {
        return "[mc " + mark + " from mc] " + text;
    }

    private void hook(String signal, Optional<? extends Signal> came, String without) {
        tell(signal, came.isPresent() ? Verdict.WORKS : Verdict.MISSING, came.isPresent() ? "reported" : "not reported", without, tried());
    }

    private void file(String signal, boolean isWritten, String without) {
        tell(signal, isWritten ? Verdict.WORKS : Verdict.MISSING, isWritten ? "written" : "not written, or in another form", without, tried());
    }

    private void tell(String signal, Verdict verdict, String saw, String without, String remedy) {
        boolean isWell = verdict == Verdict.WORKS;
        tell.accept(new Probe(signal, verdict, Untrusted.line(saw, 300), without, isWell ? "" : remedy));
    }

    private String tried() {
        return "mc was tried with " + String.join(", ", adapter.screens().captures()) + ": use such a version, or a newer mc.";
    }

    private String mend(String key) {
        return "Mend '" + key + "' in a copy of templates/agents/" + adapter.kind() + ".yaml: MC_HOME/templates/agents/" + adapter.kind() + ".yaml";
    }
}
