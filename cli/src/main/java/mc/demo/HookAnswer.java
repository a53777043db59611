package mc.demo;

import java.util.Map;
import java.util.Optional;
import mc.Failure;

/**
 * What a hook said on its standard output or by its exit code, as far as the demo agent honours it.
 *
 * @param block why the event is refused, or the turn may not end
 * @param context a text for the agent
 * @param allow the answer to a permission request
 */
record HookAnswer(Optional<String> block, Optional<String> context, Optional<Boolean> allow) {

    static final HookAnswer NONE = new HookAnswer(Optional.empty(), Optional.empty(), Optional.empty());

    /** Reads a hook's output: exit code 2 blocks with the reason on standard error, a text that starts with a brace is JSON. */
    static HookAnswer of(Child.Result result) {
        if (result.exitCode() == 2) {
            return new HookAnswer(Optional.of(result.stderr().strip()), Optional.empty(), Optional.empty());
        }
        if (!result.stdout().startsWith("{")) {
            return NONE;
        }
        Map<?, ?> json;
        try {
            json = DemoJson.object(result.stdout(), "the hook's output");
        } catch (Failure e) {
            return NONE; // an error that blocks nothing, as with Claude
        }
        Map<?, ?> specific = json.get("hookSpecificOutput") instanceof Map<?, ?> map ? map : Map.of();
        boolean blocks = "block".equals(json.get("decision")) || "deny".equals(specific.get("permissionDecision"));
        Object reason = json.get("reason") != null ? json.get("reason") : specific.get("permissionDecisionReason");
        return new HookAnswer(
                blocks ? Optional.of(reason == null ? "" : reason.toString()) : Optional.empty(),
                Optional.ofNullable(specific.get("additionalContext")).map(Object::toString),
                specific.get("decision") instanceof Map<?, ?> decision ? Optional.of("allow".equals(decision.get("behavior"))) : Optional.empty());
    }

    /** Both answers as one; what was said first wins. */
    HookAnswer and(HookAnswer other) {
        return new HookAnswer(block.or(other::block), context.or(other::context), allow.or(other::allow));
    }
}
