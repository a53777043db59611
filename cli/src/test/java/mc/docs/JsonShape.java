package mc.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Checks JSON against the few words of JSON Schema that our schemas use; any other word is a mistake of the schema. Stateless. */
final class JsonShape {

    private static final Set<String> KNOWN = Set.of("$schema", "title", "description", "type", "additionalProperties", "required", "properties", "items", "minItems", "enum", "pattern");

    private JsonShape() {}

    /** What does not fit, each with its place; empty when all does. */
    static List<String> faults(JsonNode schema, JsonNode value) {
        List<String> faults = new ArrayList<>();
        check(schema, value, "$", faults);
        return faults;
    }

    private static void check(JsonNode schema, JsonNode value, String at, List<String> faults) {
        schema.fieldNames().forEachRemaining(word -> {
            if (!KNOWN.contains(word)) {
                faults.add(at + ": the schema says " + word + ", which this check does not know");
            }
        });
        if (!isOfType(schema.path("type"), value)) {
            faults.add(at + ": " + value + " is not of type " + schema.path("type"));
            return;
        }
        if (schema.has("enum") && StreamSupport.stream(schema.get("enum").spliterator(), false).noneMatch(value::equals)) {
            faults.add(at + ": " + value + " is none of " + schema.get("enum"));
        }
        if (schema.has("pattern") && !value.asText().matches(schema.get("pattern").asText())) {
            faults.add(at + ": " + value + " does not match " + schema.get("pattern"));
        }
        if (value.isObject()) {
            checkObject(schema, value, at, faults);
        } else if (value.isArray()) {
            if (value.size() < schema.path("minItems").asInt(0)) {
                faults.add(at + ": too few items");
            }
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), at + "[" + i + "]", faults);
            }
        }
    }

    private static void checkObject(JsonNode schema, JsonNode value, String at, List<String> faults) {
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                faults.add(at + ": " + name.asText() + " is missing");
            }
        });
        JsonNode others = schema.path("additionalProperties");
        value.properties().forEach(entry -> {
            JsonNode inner = schema.path("properties").path(entry.getKey());
            if (inner.isMissingNode() && others.isBoolean() && !others.asBoolean()) {
                faults.add(at + ": " + entry.getKey() + " is not in the schema");
            } else if (!inner.isMissingNode() || !others.isBoolean()) {
                check(inner.isMissingNode() ? others : inner, entry.getValue(), at + "." + entry.getKey(), faults);
            }
        });
    }

    private static boolean isOfType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            return StreamSupport.stream(type.spliterator(), false).anyMatch(one -> isOfType(one, value));
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }
}
