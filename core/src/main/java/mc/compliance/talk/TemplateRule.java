package mc.compliance.talk;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import mc.compliance.Violations;
import mc.event.Tx;
import mc.message.MessageForm;
import mc.message.StatusMessage;

/** {@code comm.template}: what begins as a STATUS or a TASK keeps to that template. Mended by the sender's next one that does. */
final class TemplateRule implements TalkRule {

    private static final String ID = "comm.template";
    private static final Pattern STATUS = Pattern.compile("[*#\\s]{0,20}STATUS\\b");
    private static final Pattern TASK = Pattern.compile("[*#\\s]{0,20}TASK\\b");

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
        List<String> missing = (isStatus ? MessageForm.STATUS : MessageForm.TASK).missingIn(said.text());
        boolean fits = missing.isEmpty() || isStatus && StatusMessage.parse(said.text()).isPresent(); // a status may leave out what is not so
        if (fits) {
            violations.cleared(tx, said.mission(), ID, said.from().id(), said.from().role(), "kept to the template in " + said.message());
        } else {
            violations.found(tx, said.mission(), said.from().id(), ID, said.from().id(), said.quoted() + "; it lacks " + String.join(", ", missing), Map.of("message", said.message()));
        }
    }
}
