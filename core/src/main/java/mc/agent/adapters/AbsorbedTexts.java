package mc.agent.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import mc.text.Json;

/**
 * The texts that went into a turn which ran already, drawn from a transcript: prompts that waited in the program's queue and were taken
 * up at a tool call ({@code queued_command}), and what hooks handed over ({@code hook_additional_context}). Records as seen with Claude
 * Code 2.1.329, and as the demo agent writes them. Used by one thread at a time.
 */
final class AbsorbedTexts {

    private List<String> texts = new ArrayList<>();

    /** Looks at a line of the transcript; one that makes no sense says nothing. */
    void add(String line) {
        if (!line.contains("\"queued_command\"") && !line.contains("\"hook_additional_context\"")) {
            return;
        }
        try {
            JsonNode record = Json.parse(line);
            JsonNode attachment = record.path("attachment");
            if (!record.path("type").asText().equals("attachment") || record.path("isSidechain").asBoolean()) {
                return;
            }
            switch (attachment.path("type").asText()) {
                case "queued_command" -> addText(attachment.path("prompt"));
                case "hook_additional_context" -> attachment.path("content").forEach(this::addText);
                default -> { }
            }
        } catch (IllegalArgumentException e) {
            // cut off by a crash, or written by two processes at once
        }
    }

    private void addText(JsonNode text) {
        if (text.isTextual()) {
            texts.add(text.asText());
        } else if (text.isArray()) { // a prompt with pictures
            text.forEach(block -> addText(block.path("text")));
        }
    }

    /** What was found since the last call. */
    List<String> take() {
        List<String> taken = texts;
        texts = new ArrayList<>();
        return taken;
    }
}
