package mc.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import mc.Failure;
import mc.text.Json;
import mc.text.Placeholders;
import mc.text.Templates;
import mc.text.Untrusted;

/** The files of {@code templates/prompts}; a mistake in the user's own copy is a usage failure that names the file. Thread-safe. */
record Prompts(Templates templates) {

    String fill(String name, Map<String, String> values) {
        try {
            return Placeholders.fill(templates.required(path(name)), values);
        } catch (IllegalArgumentException e) {
            throw wrong(name, e);
        }
    }

    JsonNode json(String name) {
        try {
            return Json.parse(templates.required(path(name)));
        } catch (IllegalArgumentException e) {
            throw wrong(name, e);
        }
    }

    private Failure wrong(String name, IllegalArgumentException e) {
        return Failure.usage("The file " + templates.home().templates().resolve(path(name)) + " cannot be used: " + Untrusted.line(e.getMessage(), 300), "Correct it, or move it away to use the shipped one.");
    }

    private static String path(String name) {
        return "prompts/" + name;
    }
}
