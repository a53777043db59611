package mc.bench;

import java.util.List;
import java.util.Map;
import mc.cli.ApiClient;

/** Reads what the API answers. Stateless. */
final class Answers {

    private Answers() {}

    /** Every agent of the running missions. */
    static List<Map<String, Object>> agents(ApiClient api) {
        return agents(api.call("mission.list", Map.of()));
    }

    static List<Map<String, Object>> agents(Map<String, Object> missions) {
        return maps(missions, "missions").stream().flatMap(mission -> maps(mission, "agents").stream()).toList();
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Map<String, Object> of, String key) {
        return (List<Map<String, Object>>) of.getOrDefault(key, List.of());
    }

    static String text(Map<String, Object> of, String key) {
        return String.valueOf(of.get(key));
    }
}
