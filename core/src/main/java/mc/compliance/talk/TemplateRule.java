package mc.compliance.talk;

import java.util.List;
import java.util.Map;
import mc.compliance.Violations;
import mc.event.Tx;
import mc.message.MessageForm;
import mc.message.StatusMessage;

/** {@code comm.template}: what begins as a STATUS or a TASK keeps to that template. Mended by the sender's next one that does. */
final class TemplateRule implements TalkRule {

    private static final String ID = "comm.template";

    private final Violations violations;

    TemplateRule(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void said(Said said, Tx tx) {
        MessageForm.begun(said.text()).ifPresent(form -> look(said, form, tx));
    }

    private void look(Said said, MessageForm form, Tx tx) {
        List<String> missing = form.missingIn(said.text());
        boolean fits = missing.isEmpty() || form == MessageForm.STATUS && StatusMessage.parse(said.text()).isPresent(); // a status may leave out what is not so
        if (fits) {
            violations.cleared(tx, said.mission(), ID, said.from().id(), said.from().role(), "kept to the template in " + said.message());
        } else {
            violations.found(tx, said.mission(), said.from().id(), ID, said.from().id(), said.quoted() + "; it lacks " + String.join(", ", missing), Map.of("message", said.message()));
        }
    }
}
