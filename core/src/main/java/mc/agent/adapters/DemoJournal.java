package mc.agent.adapters;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mc.agent.Journal;

/** What a demo agent's transcript proves about texts. Its state and its invented tokens are not taken from there. Used by one thread at a time. */
final class DemoJournal implements Journal {

    private final Path transcript;
    private final GrowingLines lines;
    private final AbsorbedTexts absorbed = new AbsorbedTexts();

    DemoJournal(Subject subject) {
        transcript = DemoHome.of(subject.env()).transcript(subject.worktree(), subject.conversation());
        lines = new GrowingLines(transcript);
    }

    @Override
    public List<Path> directories() {
        return List.of(transcript.getParent());
    }

    @Override
    public boolean tellsState() {
        return false;
    }

    @Override
    public Account read() {
        lines.read(absorbed::take, absorbed::add);
        return new Account(List.of(), Optional.empty(), List.of(), absorbed.take());
    }
}
