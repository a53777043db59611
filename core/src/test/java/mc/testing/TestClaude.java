package mc.testing;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The real {@code claude} for tests. */
public final class TestClaude {

    private TestClaude() {}

    /** The program named by {@code MC_TEST_CLAUDE}; without it the calling test is skipped, and says so. */
    public static Path program() {
        String named = System.getenv("MC_TEST_CLAUDE");
        Assumptions.assumeTrue(named != null && !named.isBlank(), "Set MC_TEST_CLAUDE to the path of claude to run the tests with the real program.");
        return Path.of(named);
    }
}
