package mc.mission;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mc.Failure;
import mc.agent.Adapter;
import mc.text.Untrusted;

/**
 * What the agents may do without asking, by the kind of their program. Written {@code acceptEdits} when there is one kind, and
 * {@code claude=acceptEdits,demo=default} when there are several. Immutable.
 *
 * @param usual the mode of every kind that is not named, or null
 */
record PermissionModes(String usual, Map<String, String> byKind) {

    /** Reads what was typed or recorded; nonsense is a usage failure. */
    static PermissionModes parse(String text) {
        String usual = null;
        Map<String, String> byKind = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            String[] pair = Arrays.stream(part.split("=", -1)).map(String::strip).toArray(String[]::new);
            boolean isTwice = pair.length == 1 ? usual != null : byKind.containsKey(pair[0]);
            if (pair.length > 2 || isTwice || Arrays.stream(pair).anyMatch(String::isEmpty)) {
                throw Failure.usage("'" + Untrusted.line(text, 100) + "' names no permission mode.", "Name one (--permission-mode plan), or one for each kind of program (--permission-mode claude=plan,demo=default).");
            }
            if (pair.length == 1) {
                usual = pair[0];
            } else {
                byKind.put(pair[0], pair[1]);
            }
        }
        return new PermissionModes(usual, Map.copyOf(byKind));
    }

    /** The mode of each kind in use: the one asked for, else its careful default. A mode that a kind does not have is a usage failure. */
    static PermissionModes choose(Optional<String> asked, List<Adapter> used) {
        PermissionModes wanted = asked.map(PermissionModes::parse).orElse(new PermissionModes(null, Map.of()));
        wanted.byKind().keySet().stream().filter(kind -> used.stream().noneMatch(a -> a.kind().equals(kind))).findFirst().ifPresent(kind -> {
            throw Failure.usage("--permission-mode names " + Untrusted.line(kind, 40) + ", which no agent of this team is.", "Its programs: " + String.join(", ", used.stream().map(Adapter::kind).toList()));
        });
        Map<String, String> chosen = new TreeMap<>();
        for (Adapter adapter : used) {
            String mode = wanted.byKind().getOrDefault(adapter.kind(), wanted.usual() == null ? adapter.permissionModes().get(0) : wanted.usual());
            if (!adapter.permissionModes().contains(mode)) {
                throw Failure.usage("The agent " + adapter.kind() + " has no permission mode '" + Untrusted.line(mode, 40) + "'.",
                        "It has: " + String.join(", ", adapter.permissionModes()) + (used.size() > 1 ? ". A mode for each kind: --permission-mode claude=plan,demo=default" : ""));
            }
            chosen.put(adapter.kind(), mode);
        }
        return chosen.size() == 1 ? new PermissionModes(chosen.values().iterator().next(), Map.of()) : new PermissionModes(null, Map.copyOf(chosen));
    }

    /** The mode of a program; one that has no such mode, and joined the team later, gets its careful default. */
    String of(Adapter adapter) {
        String mode = byKind.getOrDefault(adapter.kind(), usual);
        return mode != null && adapter.permissionModes().contains(mode) ? mode : adapter.permissionModes().get(0);
    }

    /** As it is written; the same choice is always written the same. */
    String text() {
        return byKind.isEmpty() ? usual : new TreeMap<>(byKind).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(","));
    }
}
