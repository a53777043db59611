package mc.compliance.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.Failure;
import mc.compliance.Rule;
import mc.compliance.Rules;
import mc.compliance.extract.Statement.Outcome;
import mc.team.RoleCatalogue;
import mc.text.SafeFiles;
import mc.text.Templates;
import mc.text.Untrusted;

/**
 * The rules as a project's files have them: the shipped ones, changed by the user's own file, changed by {@code CLAUDE.md} and
 * {@code AGENTS.md} at the project's top. Those set limits and what branches begin with; they switch nothing off. Where two sentences
 * set the same limit the stricter holds. Immutable.
 *
 * @param sources the files that were read and could be used, as paths
 * @param statements what became of each sentence that looks like a rule
 * @param problems files that are there and could not be used, each with what to do
 */
public record ProjectRules(Rules rules, List<String> sources, List<Statement> statements, List<String> problems) {

    /** The files of a project that are read. */
    public static final List<String> FILES = List.of("CLAUDE.md", "AGENTS.md");

    /** Reads the files as they are now. Nothing in them, and no kind of file in their place, is a failure: {@link #problems} has it. */
    public static ProjectRules read(Templates templates, Path project) {
        List<String> problems = new ArrayList<>();
        Set<String> sources = new LinkedHashSet<>();
        Rules rules = Rules.shipped();
        Extractor extractor = new Extractor(Map.of());
        try {
            rules = Rules.load(templates);
            templates.own(Rules.FILE).ifPresent(own -> sources.add(templates.home().templates().resolve(Rules.FILE).toString()));
        } catch (Failure e) {
            problems.add(e.getMessage() + " " + e.hint());
        }
        try {
            extractor = new Extractor(names(new RoleCatalogue(templates)));
        } catch (Failure e) {
            problems.add(e.getMessage() + " " + e.hint());
        }
        List<Statement> statements = new ArrayList<>();
        Set<Path> read = new LinkedHashSet<>();
        for (String name : FILES) {
            try {
                Optional<Path> file = locate(project, name);
                if (file.isPresent() && read.add(file.get())) {
                    statements.addAll(extractor.read(name, SafeFiles.text(file.get())));
                    sources.add(project.resolve(name).toString());
                }
            } catch (IOException e) {
                problems.add(project.resolve(name) + " was not read: " + Untrusted.line(e.getMessage(), 300));
            }
        }
        return applied(rules, List.copyOf(sources), statements, problems);
    }

    /** Where the file really is, when there is one; only one inside the project is taken. */
    private static Optional<Path> locate(Path project, String name) throws IOException {
        Path file = project.resolve(name);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Path real;
        try {
            real = file.toRealPath();
        } catch (IOException e) {
            throw new IOException("it is a link that leads nowhere.", e);
        }
        if (!real.startsWith(project.toRealPath())) {
            throw new IOException("it is a link that leads out of the project. Put a file in its place.");
        }
        return Optional.of(real);
    }

    private static Map<String, String> names(RoleCatalogue catalogue) {
        Map<String, String> names = new TreeMap<>();
        catalogue.all().forEach(role -> Stream.concat(Stream.of(role.id(), role.title()), role.aliases().stream())
                .forEach(name -> names.putIfAbsent(name.toLowerCase(java.util.Locale.ROOT).replaceAll("[ _-]", ""), role.id())));
        return names;
    }

    private static ProjectRules applied(Rules base, List<String> sources, List<Statement> statements, List<String> problems) {
        Map<String, Statement> strictest = new LinkedHashMap<>();
        statements.stream().filter(s -> s.outcome() == Outcome.TAKEN && s.value() != null)
                .forEach(s -> strictest.merge(s.rule() + " " + s.limit(), s, (one, other) -> one.value() <= other.value() ? one : other));
        Rules rules = base;
        for (Statement s : strictest.values()) {
            rules = rules.with(rules.byId().get(s.rule()).with(s.limit(), s.value(), s.where()));
        }
        rules = withPrefixes(rules, statements);
        rules = withReminderFirst(rules, strictest.keySet());
        Rules all = rules;
        List<Statement> settled = statements.stream().map(s -> settled(s, strictest.get(s.rule() + " " + s.limit()), all)).toList();
        return new ProjectRules(rules, sources, settled, List.copyOf(problems));
    }

    /** Several sentences may each allow a prefix. */
    private static Rules withPrefixes(Rules base, List<Statement> statements) {
        Map<String, List<Statement>> byRole = statements.stream().filter(s -> s.outcome() == Outcome.TAKEN && s.words() != null).collect(Collectors.groupingBy(Statement::limit, LinkedHashMap::new, Collectors.toList()));
        Rules rules = base;
        for (Map.Entry<String, List<Statement>> role : byRole.entrySet()) {
            List<String> prefixes = role.getValue().stream().flatMap(s -> s.words().stream()).distinct().toList();
            String where = role.getValue().stream().map(Statement::where).distinct().collect(Collectors.joining(", "));
            rules = rules.with(rules.byId().get(Rules.BRANCH_NAME).with(role.getKey(), prefixes, where));
        }
        return rules;
    }

    /** Nobody is reminded of what is already held against them: the limit that the project left alone gives way. */
    private static Rules withReminderFirst(Rules rules, Set<String> set) {
        Rule reminder = rules.byId().get("git.commit-reminder");
        Rule last = rules.byId().get("git.commit");
        if (reminder.number("minutes") <= last.number("minutes")) {
            return rules;
        }
        return set.contains("git.commit-reminder minutes") && !set.contains("git.commit minutes")
                ? rules.with(last.with("minutes", reminder.number("minutes"), reminder.origin("minutes")))
                : rules.with(reminder.with("minutes", last.number("minutes"), last.origin("minutes")));
    }

    private static Statement settled(Statement s, Statement strictest, Rules rules) {
        if (s.rule() == null || s.outcome() != Outcome.TAKEN && s.outcome() != Outcome.HOLDS) {
            return s;
        }
        Rule rule = rules.byId().get(s.rule());
        if (strictest != null && s.value() != null && !Objects.equals(strictest.value(), s.value())) {
            return s.turned(Outcome.OUTDONE, strictest.where() + " is stricter: " + strictest.value());
        }
        if (!rule.enabled()) {
            return s.turned(s.outcome() == Outcome.HOLDS ? Outcome.REFUSED : s.outcome(), "the rule is switched off: " + rule.origin("enabled"));
        }
        return s;
    }
}
