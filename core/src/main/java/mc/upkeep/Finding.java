package mc.upkeep;

/**
 * Something that is not as it should be. Immutable; no part is null, and all are cleaned for showing.
 *
 * @param area where: {@code daemon}, {@code database}, {@code log}, {@code agents}, {@code tmux}, {@code git}, {@code files}, {@code spool}
 * @param isNote worth knowing, and perhaps as somebody wants it: alone it is no reason for a bad exit code
 * @param what in one sentence
 * @param evidence what was seen that says so
 * @param remedy the command or step that mends it
 */
public record Finding(String area, boolean isNote, String what, String evidence, String remedy) {

    static Finding problem(String area, String what, String evidence, String remedy) {
        return new Finding(area, false, what, evidence, remedy);
    }

    static Finding note(String area, String what, String evidence, String remedy) {
        return new Finding(area, true, what, evidence, remedy);
    }
}
