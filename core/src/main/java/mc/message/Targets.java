package mc.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.store.Database;
import mc.team.RoleCatalogue;
import mc.text.Closest;
import mc.text.Untrusted;
import mc.tmux.PaneInfo;

/**
 * Finds whom a target means: a role or one of its other names, {@code session:role}, {@code session:window[.pane]} (a window by its name or
 * index), operator, or all; several with commas between them. Names count whole, never by their beginning. Thread-safe.
 */
public final class Targets {

    /** The word for everybody in the team but the sender. */
    public static final String ALL = "all";

    private static final Pattern PLACE = Pattern.compile("(?<window>.+?)(?:\\.(?<pane>\\d{1,9}))?");

    private final Database database;
    private final Supplier<RoleCatalogue> roles;
    private final Supplier<List<PaneInfo>> panes;

    /** @param panes the panes of mc's tmux server, in the order of their windows; asked only for windows and panes given by number */
    public Targets(Database database, Supplier<RoleCatalogue> roles, Supplier<List<PaneInfo>> panes) {
        this.database = database;
        this.roles = roles;
        this.panes = panes;
    }

    /**
     * The recipients, each once, in the order they were named. An unknown one is a failure that names what is near.
     *
     * @param usual the mission of targets that name none
     * @param sender who asks; null for the operator
     */
    public List<Recipient> find(String targets, Supplier<Mission> usual, Agent sender) {
        List<Recipient> found = new ArrayList<>();
        for (String target : targets.split(",", -1)) {
            String name = target.strip();
            if (name.isEmpty()) {
                throw Failure.usage("A target is empty in \"" + Untrusted.line(targets, 80) + "\".", "Write one comma between two: mc send developer,tester \"...\"");
            }
            for (Recipient each : one(name, usual, sender)) {
                if (found.stream().noneMatch(each::isSameAs)) {
                    found.add(each);
                }
            }
        }
        return List.copyOf(found);
    }

    /** What the members of a mission are called. */
    public TeamNames team(Mission mission) {
        return new TeamNames(mission.id(), database.read(sql -> Agent.Table.ofMission(sql, mission.id())), roles);
    }

    private List<Recipient> one(String name, Supplier<Mission> usual, Agent sender) {
        int colon = name.indexOf(':');
        Optional<Mission> session = colon <= 0 ? Optional.empty() : session(name.substring(0, colon));
        if (session.isPresent()) {
            Mission mission = session.get();
            if (sender != null && !sender.mission().equals(mission.id())) {
                throw Failure.refused("The agent " + sender.role() + " is not of the mission " + mission.id() + ".", "An agent writes to its own team, and to operator.");
            }
            return List.of(inSession(mission, name.substring(colon + 1)));
        }
        String bare = name.endsWith(":0") && colon == name.length() - 2 ? name.substring(0, colon) : name;
        if (bare.contains(":")) {
            throw unknownSession(name.substring(0, Math.max(colon, 0)));
        }
        Mission mission = usual.get();
        if (bare.equals(ALL)) {
            return team(mission).team().stream().filter(a -> !a.hasLeft() && (sender == null || !a.id().equals(sender.id()))).map(a -> new Recipient(mission, a)).toList();
        }
        TeamNames team = team(mission);
        Optional<Agent> member = team.find(bare);
        if (member.isEmpty() && bare.equals(Message.OPERATOR)) {
            return List.of(new Recipient(mission, null));
        }
        return List.of(new Recipient(mission, member.orElseThrow(() -> team.unknown(bare))));
    }

    private Optional<Mission> session(String name) {
        return database.read(Mission.Table::live).stream().filter(m -> m.session().equals(name) || m.id().equals(name)).findFirst();
    }

    private Failure unknownSession(String name) {
        List<String> known = database.read(Mission.Table::live).stream().map(Mission::session).toList();
        List<String> near = Closest.to(name, known);
        return Failure.notFound("No mission runs in a session " + Untrusted.line(name, 60) + "." + (near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?"),
                known.isEmpty() ? "No mission is running." : "Sessions: " + String.join(", ", known));
    }

    private Recipient inSession(Mission mission, String place) {
        TeamNames team = team(mission);
        Optional<Agent> member = team.find(place);
        if (member.isPresent() || place.equals(Message.OPERATOR)) {
            return new Recipient(mission, member.orElse(null));
        }
        Matcher parts = PLACE.matcher(place);
        if (!parts.matches()) {
            throw Failure.usage("The target names no window: " + Untrusted.line(mission.session() + ":" + place, 80), "mc send " + mission.session() + ":ROLE \"...\"");
        }
        Optional<String> window = window(mission, team, parts.group("window"));
        if (window.isEmpty()) {
            throw team.unknown(place);
        }
        List<String> panesThere = panes.get().stream().filter(p -> p.address().window().value().equals(window.get())).map(p -> p.address().pane().value()).toList();
        String where = mission.session() + ":" + place;
        List<Agent> there = team.team().stream().filter(a -> a.paneId() != null && panesThere.contains(a.paneId())).toList();
        if (parts.group("pane") == null) {
            return new Recipient(mission, there.stream().findFirst().orElseThrow(() -> nobodys("The window " + where, team)));
        }
        int index = Integer.parseInt(parts.group("pane"));
        if (index >= panesThere.size()) {
            throw Failure.notFound("There is no pane " + where + "; the window has " + panesThere.size() + ".", "Its panes are counted from 0.");
        }
        return new Recipient(mission, there.stream().filter(a -> a.paneId().equals(panesThere.get(index))).findFirst().orElseThrow(() -> nobodys("The pane " + where, team)));
    }

    /** The id of a window given by its name or index. */
    private Optional<String> window(Mission mission, TeamNames team, String named) {
        Optional<String> byMember = team.find(named).map(Agent::windowId);
        return byMember.isPresent() ? byMember : panes.get().stream()
                .filter(p -> p.sessionName().equals(mission.session()) && (p.windowName().equals(named) || String.valueOf(p.windowIndex()).equals(named)))
                .map(p -> p.address().window().value()).findFirst();
    }

    private static Failure nobodys(String what, TeamNames team) {
        return Failure.notFound(what + " is no agent's, so nothing is typed there.", "Name the agent: " + String.join(", ", team.team().stream().map(Agent::role).toList()));
    }
}
