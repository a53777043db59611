package mc.compliance;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import mc.event.Tx;
import mc.message.StatusMessage;

/** {@code comm.template}: what begins as a STATUS or a TASK keeps to that template. Mended by the sender's next one that does. */
final class TemplateRule implements TalkRule {

    private static final String ID = "comm.template";
    private static final Pattern STATUS = Pattern.compile("[*#\\s]{0,20}STATUS\\b");
    private static final Pattern TASK = Pattern.compile("[*#\\s]{0,20}TASK\\b");
    /** The parts of the template for assignments without which nobody can work on one. */
    private static final List<String> PARTS = List.of("objective:", "success criteria:");

    private final Violations violations;

    TemplateRule(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void said(Said said, Tx tx) {
        boolean isStatus = STATUS.matcher(said.text()).lookingAt();
        boolean isTask = TASK.matcher(said.text()).lookingAt();
        if (!isStatus && !isTask) {
            return;
        }
        String text = said.text().toLowerCase(Locale.ROOT);
        boolean fits = isStatus ? StatusMessage.parse(said.text()).isPresent() : PARTS.stream().allMatch(text::contains);
        if (fits) {
            violations.cleared(tx, said.mission(), ID, said.from().id(), said.from().role(), "kept to the template in " + said.message());
        } else {
            String lack = isStatus ? "it has none of Completed:, Current:, Blocked:, ETA:" : "it lacks Objective: or Success Criteria:";
            violations.found(tx, said.mission(), said.from().id(), ID, said.from().id(), said.quoted() + "; " + lack, Map.of("message", said.message()));
        }
    }
}
