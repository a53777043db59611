package mc.demo;

import java.util.SplittableRandom;
import java.util.UUID;

/** Ids that only need to differ: seeding a secure generator would cost start-up time. Thread-safe. */
final class Ids {

    private static final SplittableRandom RANDOM = new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid() << 40);

    private Ids() {}

    static synchronized String uuid() {
        return new UUID(RANDOM.nextLong() & ~0xf000L | 0x4000L, RANDOM.nextLong() >>> 2 | 1L << 63).toString();
    }

    /** As {@code msg_0123…}. */
    static synchronized String of(String prefix) {
        return prefix + "_" + Long.toHexString(RANDOM.nextLong() | 1L << 63);
    }
}
