package mc.team;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mc.Failure;
import mc.text.Placeholders;
import mc.text.YamlSection;

/** Reads one role file: YAML between two lines of {@code ---}, then the briefing. Every mistake names the file and the key. */
final class RoleFile {

    static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,30}");

    /** What a briefing may mention; {@code mc.plan.Briefing} supplies exactly these. */
    static final Set<String> PLACEHOLDERS = Set.of("mission", "project", "projectPath", "toolHome", "startingBranch", "role", "title", "branch", "branchPrefix", "worktree", "manager");

    private static final Set<String> KEYS = Set.of("id", "aliases", "title", "windowName", "dirName", "tier", "reportsTo", "prerequisites", "checkinMinutes",
            "branchPrefix", "branchAliases", "directories", "model", "purpose", "priority", "keywords");
    private static final Pattern WINDOW = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");
    private static final Pattern DIRECTORY = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final Pattern PREFIX = Pattern.compile("[a-z0-9][a-z0-9_-]{0,30}/");
    private static final Pattern BRANCH = Pattern.compile("[a-z0-9][a-z0-9_/-]{0,60}");
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._\\[\\]-]{0,60}");
    private static final Pattern RELATIVE = Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9._][A-Za-z0-9._/{}-]{0,80}");
    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{1,120}");
    private static final int MAX_BODY = 24_000;

    private RoleFile() {}

    static Role parse(String id, String text, String where) {
        String clean = text.replace("\uFEFF", "").replace("\r\n", "\n");
        int end = clean.indexOf("\n---\n", 3);
        if (!clean.startsWith("---\n") || end < 0) {
            throw Failure.usage("The role file " + where + " does not start with its settings between two lines of ---.", "See `mc role show developer` for one that does.");
        }
        YamlSection yaml = YamlSection.parse(clean.substring(4, end + 1), where).allow(KEYS);
        if (!yaml.text("id").equals(id)) {
            throw yaml.wrong("id", "must be " + id + ", the name of the file");
        }
        String body = clean.substring(end + 5).strip() + "\n";
        checkBody(body, yaml);
        return new Role(
                id,
                each(yaml, "aliases", LINE, "names of one line each"),
                match(yaml, "title", LINE, "one line of at most 120 characters"),
                match(yaml, "windowName", WINDOW, "made of letters, digits, _ and -, at most 32"),
                match(yaml, "dirName", DIRECTORY, "made of small letters, digits and -, at most 32"),
                tier(yaml),
                yaml.optional("reportsTo"),
                yaml.texts("prerequisites"),
                yaml.number("checkinMinutes", 45, 90),
                match(yaml, "branchPrefix", PREFIX, "small letters, digits, _ and -, ending in a slash"),
                each(yaml, "branchAliases", BRANCH, "branch names"),
                each(yaml, "directories", RELATIVE, "paths inside the worktree"),
                yaml.optional("model").map(model -> check(yaml, "model", model, MODEL, "the name of a model")),
                match(yaml, "purpose", LINE, "one line of at most 120 characters"),
                yaml.number("priority", 1, 1000, 500),
                each(yaml, "keywords", LINE, "words"),
                body);
    }

    private static void checkBody(String body, YamlSection yaml) {
        if (body.isBlank() || body.length() > MAX_BODY) {
            throw yaml.wrong("the briefing below the second ---", body.isBlank() ? "is empty" : "is longer than " + MAX_BODY + " characters");
        }
        for (String name : Placeholders.names(body)) {
            if (!PLACEHOLDERS.contains(name)) {
                throw yaml.wrong("the placeholder {{" + name + "}}", "is not known (known: " + PLACEHOLDERS.stream().sorted().collect(Collectors.joining(", ")) + ")");
            }
        }
    }

    private static Role.Tier tier(YamlSection yaml) {
        String tier = yaml.text("tier");
        return Arrays.stream(Role.Tier.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(tier))
                .findFirst()
                .orElseThrow(() -> yaml.wrong("tier", "must be core, optional or sysops"));
    }

    private static String match(YamlSection yaml, String key, Pattern pattern, String rule) {
        return check(yaml, key, yaml.text(key), pattern, rule);
    }

    private static List<String> each(YamlSection yaml, String key, Pattern pattern, String rule) {
        return yaml.texts(key).stream().map(value -> check(yaml, key, value, pattern, rule)).toList();
    }

    private static String check(YamlSection yaml, String key, String value, Pattern pattern, String rule) {
        if (!pattern.matcher(value).matches()) {
            throw yaml.wrong(key, "must be " + rule);
        }
        return value;
    }
}
