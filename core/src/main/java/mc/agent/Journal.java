package mc.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.process.ProcessId;

/**
 * What one run of an agent program writes about itself on the disk, beside its hooks: transcript, session file, status line. Used by
 * one thread at a time.
 */
public interface Journal {

    /**
     * Whose journal it is.
     *
     * @param conversation the id the program reported last, or the one it was started with
     * @param process the program's process, which tells its files from those of an earlier process with the same number
     * @param worktree its working directory
     * @param statusLine the file into which its status line's newest input is written; it may not exist yet
     * @param env the environment the program runs in
     */
    record Subject(String agentId, String conversation, ProcessId process, Path worktree, Path statusLine, Map<String, String> env) {}

    /**
     * What the journal says now.
     *
     * @param sightings the newest of each source that says anything
     * @param interruptions the interruptions of turns since the last reading that a newer sighting hides
     * @param absorbed texts that went into a turn that ran already, since the last reading: out of the program's queue, or from a hook
     */
    record Account(List<Sighting> sightings, Optional<Usage> usage, List<Sighting> interruptions, List<String> absorbed) {}

    /**
     * The directories in which files of this journal are made or changed; {@link #read} is called after a change in one of them. One
     * that does not exist yet is waited for. Asked again after each read, since more may be known then.
     */
    List<Path> directories();

    /** Whether it tells the state and the usage of the program, and not only what became of texts. */
    default boolean tellsState() {
        return true;
    }

    /** Reads what was added since the last time. Files that are missing, half-written or full of nonsense say nothing; never throws for them. */
    Account read();
}
