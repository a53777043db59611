package mc.message;

import java.util.List;

/**
 * What the user has set about messages. Immutable.
 *
 * @param refusesOffMatrix whether a message that is not direct ({@link HubPolicy}) is refused; otherwise it is delivered, and told of
 * @param criticalWords a message with one of these words, in any of its forms, is critical
 */
public record MessageSettings(boolean refusesOffMatrix, List<String> criticalWords) {

    public static final MessageSettings USUAL = new MessageSettings(false, List.of("complete", "deploy", "fail", "error", "block"));

    public MessageSettings {
        criticalWords = List.copyOf(criticalWords);
    }
}
