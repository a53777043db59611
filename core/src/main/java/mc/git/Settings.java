package mc.git;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings in force in a repository, each with where it is set. Reading them runs nothing. Immutable. */
record Settings(List<Setting> all) {

    /** {@code scope} is git's word: system, global, local, worktree or command; a key's section and last part are lower case. */
    record Setting(String scope, String key, String value) {}

    private static final Pattern FILTER = Pattern.compile("filter\\.(.+)\\.(clean|smudge|process|required)", Pattern.DOTALL);
    private static final Set<String> USERS = Set.of("system", "global");

    /** Plain data that decides how files and content compare; none of them can name a program. */
    private static final Set<String> HARMLESS = Set.of(
            "core.autocrlf", "core.eol", "core.filemode", "core.symlinks", "core.ignorecase", "core.precomposeunicode",
            "core.excludesfile", "core.bigfilethreshold", "core.compression", "core.loosecompression");

    static Settings of(Repository repository) {
        List<String> fields = repository.git().fields("config", "--list", "--show-scope", "-z");
        List<Setting> all = new ArrayList<>();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            String[] pair = fields.get(i + 1).split("\n", 2);
            all.add(new Setting(fields.get(i), pair[0], pair.length == 2 ? pair[1] : "true")); // a bare key means true
        }
        return new Settings(List.copyOf(all));
    }

    /** Those that may be carried over into a {@link Shadow}. */
    List<Setting> harmless() {
        return all.stream().filter(s -> HARMLESS.contains(s.key())).toList();
    }

    /** The filters the user set up for all repositories, by the user's own files. */
    List<Setting> usersFilters() {
        return all.stream().filter(s -> USERS.contains(s.scope()) && FILTER.matcher(s.key()).matches()).toList();
    }

    /** Names of filters set in the repository itself, where an agent can write. */
    TreeSet<String> repositoryFilters() {
        TreeSet<String> names = new TreeSet<>();
        for (Setting s : all) {
            Matcher m = FILTER.matcher(s.key());
            if (m.matches() && !USERS.contains(s.scope())) {
                names.add(m.group(1));
            }
        }
        return names;
    }

    /** The last value wins, as in git. */
    String value(String key, String otherwise) {
        return all.stream().filter(s -> s.key().equals(key)).reduce((first, second) -> second).map(Setting::value).orElse(otherwise);
    }
}
