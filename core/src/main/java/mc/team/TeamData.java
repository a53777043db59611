package mc.team;

import java.nio.file.Path;
import mc.text.Templates;

/** Everything the templates say about roles, teams, sizes, plans and partners, read and checked together. Immutable and thread-safe. */
public record TeamData(RoleCatalogue roles, TeamTemplates templates, TeamLimits limits, Matrices matrices) {

    /** What a look at a project and its spec found. */
    public record Analysis(ProjectTree tree, Detection detection, ProjectMetrics metrics, ComplexityEstimator.Estimate estimate) {}

    /** Reads all files; a mistake in one is a usage failure that names it. */
    public static TeamData load(Templates templates) {
        RoleCatalogue roles = new RoleCatalogue(templates);
        TeamLimits limits = TeamLimits.load(templates);
        TeamTemplates teams = TeamTemplates.load(templates, roles, limits);
        return new TeamData(roles, teams, limits, Matrices.load(templates, roles, teams.types()));
    }

    /** Looks at the project's files (bounded) and the spec; {@link SpecFacts#NONE} for none. */
    public Analysis analyse(Path project, SpecFacts spec) {
        ProjectTree tree = ProjectTree.look(project, templates.bounds());
        ProjectMetrics metrics = ProjectMetrics.measure(templates, tree, spec);
        return new Analysis(tree, new ProjectTypeDetector(templates).detect(tree, spec), metrics, new ComplexityEstimator(limits).estimate(metrics));
    }

    public TeamResolver resolver() {
        return new TeamResolver(roles, templates, limits);
    }
}
