package mc.team;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mc.text.Untrusted;

/** Tells what type a project is from the weighted signals of {@code templates/teams.yaml}. Immutable and thread-safe. */
public record ProjectTypeDetector(TeamTemplates templates) {

    public Detection detect(ProjectTree tree, SpecFacts spec) {
        List<Detection.Signal> signals = new ArrayList<>();
        List<String> notes = new ArrayList<>(tree.gaps());
        spec.declaredType().ifPresent(declared -> header(declared, signals, notes));
        templates.signals().forEach(rule -> look(rule, tree, spec, signals));
        signals.sort(Comparator.comparingInt(Detection.Signal::weight).reversed());
        Map<String, Integer> scores = new LinkedHashMap<>();
        templates.types().forEach(type -> scores.put(type, signals.stream().filter(s -> s.type().equals(type)).mapToInt(Detection.Signal::weight).sum()));
        return new Detection(best(scores, notes), scores, List.copyOf(signals), List.copyOf(notes));
    }

    private void header(String declared, List<Detection.Signal> signals, List<String> notes) {
        String shown = "TYPE: " + Untrusted.line(declared, 60);
        templates.typeNamed(declared).ifPresentOrElse(
                type -> signals.add(new Detection.Signal(type, templates.headerWeight(), "the spec says so", shown, "spec")),
                () -> notes.add("\"" + shown + "\" in the spec is none of " + String.join(", ", templates.types()) + " and was left aside"));
    }

    private static void look(TeamTemplates.SignalRule rule, ProjectTree tree, SpecFacts spec, List<Detection.Signal> signals) {
        int left = rule.max();
        for (Clue.Sighting seen : rule.clue().look(tree, spec)) {
            int weight = Math.min(rule.weight(), left);
            if (weight == 0) {
                return;
            }
            left -= weight;
            signals.add(new Detection.Signal(rule.type(), weight, rule.why(), seen.what(), seen.where()));
        }
    }

    /** The highest score; of equals the first, for the scores are in tie order. */
    private Optional<String> best(Map<String, Integer> scores, List<String> notes) {
        int top = scores.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (top < templates.threshold()) {
            notes.add("the best score is " + top + ", below the " + templates.threshold() + " it takes: no type, the default team");
            return Optional.empty();
        }
        List<String> tied = scores.keySet().stream().filter(type -> scores.get(type) == top).toList();
        if (tied.size() > 1) {
            notes.add("a tie between " + String.join(" and ", tied) + "; the first of them in the fixed order wins");
        }
        return Optional.of(tied.get(0));
    }
}
