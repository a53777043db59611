package mc.git;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Work kept in a commit nobody has checked out. {@code ref} is its full name, {@code subject} the commit's first line as found.
 * {@code branch} is absent when HEAD was detached, {@code head} when there was no commit yet, {@code index} when nothing was
 * staged apart from the files; {@code counts} is absent when the commit was not written by mc. Agents can write such refs: claims only. Immutable.
 */
public record Preserved(
        String ref, String commit, String mission, String role, Instant time, String subject,
        Optional<String> branch, Optional<String> head, Optional<String> index, Optional<StatusCounts> counts) {

    static final String ROOT = "refs/mc/preserved/";
    static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** The preserved work in this ref; empty when its name has another shape. */
    static Optional<Preserved> parse(String ref, String commit, String message) {
        String[] parts = ref.startsWith(ROOT) ? ref.substring(ROOT.length()).split("/") : new String[0];
        if (parts.length != 3) {
            return Optional.empty();
        }
        Map<String, String> said = new HashMap<>();
        message.lines().filter(line -> line.startsWith("Mc-") && line.contains(": ")).forEach(line -> said.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2)));
        try {
            Instant time = Instant.from(STAMP.parse(parts[2].replaceFirst("-\\d{1,4}$", "")));
            return Optional.of(new Preserved(
                    ref, commit, parts[0], parts[1], time, message.lines().findFirst().orElse(""),
                    Optional.ofNullable(said.get("Mc-Branch")), id(said.get("Mc-Head")), id(said.get("Mc-Index")),
                    Optional.ofNullable(said.get("Mc-Counts")).flatMap(StatusCounts::parse)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> id(String text) {
        return Optional.ofNullable(text).filter(id -> id.matches("[0-9a-f]{40}|[0-9a-f]{64}"));
    }
}
