package mc.bench;

/** One group of figures. It throws when a figure could not be measured. */
@FunctionalInterface
interface Measurement {

    /** @param scale how thorough to be */
    void measure(Report report, Scale scale) throws Exception;

    /**
     * @param runs of something short
     * @param rounds of something that takes seconds
     * @param idleSeconds how long an idle daemon is watched
     */
    record Scale(int runs, int rounds, int idleSeconds) {
        static final Scale QUICK = new Scale(7, 2, 10);
        static final Scale FULL = new Scale(25, 5, 60);
    }
}
