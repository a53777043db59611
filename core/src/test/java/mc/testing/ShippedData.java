package mc.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mc.Home;
import mc.team.ProjectMetrics;
import mc.team.ProjectTree;
import mc.team.SpecFacts;
import mc.team.Team;
import mc.team.TeamData;
import mc.team.TeamRequest;
import mc.text.Templates;

/** The templates as mc ships them, with no user's overrides, and teams made from them. */
public final class ShippedData {

    public static final Templates TEMPLATES = new Templates(new Home(Path.of("/nonexistent/mc-home")));
    public static final TeamData DATA = TeamData.load(TEMPLATES);

    private ShippedData() {}

    /** The facts of a spec text alone. */
    public static ProjectMetrics metrics(String specText) {
        return ProjectMetrics.measure(DATA.templates(), ProjectTree.empty(Path.of("/nonexistent")), new SpecFacts("spec.md", specText, Optional.empty(), 0));
    }

    /** A team by type, or (null) without one, of medium size on the largest plan. */
    public static Team team(String type) {
        return DATA.resolver().resolve(request(type, "console"), metrics(""));
    }

    public static TeamRequest request(String type, String plan) {
        return new TeamRequest(Optional.ofNullable(type), DATA.limits().size("medium"), false, DATA.limits().plan(plan), List.of(), List.of(), false, false);
    }

    /** A team of exactly these roles, and the orchestrator. */
    public static Team teamOf(String roles) {
        return DATA.resolver().resolve(new TeamRequest(Optional.empty(), DATA.limits().size("medium"), false, DATA.limits().plan("console"), DATA.roles().parseList(roles), List.of(), false, false), metrics(""));
    }
}
