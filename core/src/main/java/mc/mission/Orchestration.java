package mc.mission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import mc.Failure;
import mc.Home;
import mc.agent.Adapter.Finding;
import mc.agent.Adapter;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLoop;
import mc.git.GitVersion;
import mc.git.Repository;
import mc.plan.ImplementationPlan;
import mc.plan.PlanMarkdown;
import mc.plan.Spec;
import mc.plan.SpecFile;
import mc.plan.SpecParser;
import mc.store.Database;
import mc.team.Detection;
import mc.team.ProjectTree;
import mc.team.Role;
import mc.team.Team;
import mc.team.TeamData;
import mc.team.TeamLimits;
import mc.team.TeamRequest;
import mc.team.TeamTemplates;
import mc.text.Ids;
import mc.text.Templates;
import mc.text.Untrusted;
import mc.tmux.TmuxSettings;
import mc.tmux.TmuxVersion;

/**
 * From a spec to a proposal, which changes nothing, and from a proposal to a mission. Proposals live in the daemon's memory until
 * they are started. Thread-safe.
 */
public final class Orchestration {

    /** What the tables call a team that no type of project was found for. */
    public static final String NO_TYPE = "none";

    private static final long SPARE_BYTES = 300L * 1024 * 1024;
    private static final int MAX_PROPOSALS = 50;

    private final Home home;
    private final Database database;
    private final EventLoop loop;
    private final TmuxSettings tmux;
    private final Function<String, Adapter> adapters;
    private final Planning.Program planner;
    private final Map<String, Proposal> proposals = new ConcurrentHashMap<>();

    public Orchestration(Home home, Database database, EventLoop loop, TmuxSettings tmux, Function<String, Adapter> adapters, Planning.Program planner) {
        this.home = home;
        this.database = database;
        this.loop = loop;
        this.tmux = tmux;
        this.adapters = adapters;
        this.planner = planner;
    }

    /** Looks at everything and proposes a mission. A {@link Failure} says what is in the way; until {@link #start} nothing is changed. */
    public Proposal propose(Options options, Consumer<String> progress) {
        GitVersion.installed();
        TmuxVersion.installed(tmux);
        Repository repository = Repository.inspect(options.project());
        String text = SpecFile.read(options.spec());
        Spec spec = SpecParser.parse(options.spec().getFileName().toString(), text);
        Optional<Mission> begun = begun(repository, text);
        if (begun.isEmpty()) {
            repository.requireQuiet();
        }
        Start start = start(repository, options);
        TeamData data = TeamData.load(new Templates(home));
        Programs programs = Programs.parse(options.agent(), data.roles());
        programs.kinds().forEach(adapters::apply); // an unknown one is named before the longer looks
        List<String> warnings = new ArrayList<>(repository.notes());
        boolean trust = options.trust() || wasTrusted(repository);

        progress.accept("Looking at the project and the spec.");
        TeamData.Analysis analysis = data.analyse(repository.top(), spec.facts());
        Proposal.Detected detected = detected(options, data.templates(), analysis.detection());
        Team team = team(options, data, analysis, detected);
        List<Adapter> used = programs.usedBy(team).stream().map(adapters).toList();
        PermissionModes modes = PermissionModes.choose(options.permissionMode(), used);
        List<Finding> findings = used.stream().flatMap(a -> check(a, options.env(), repository).stream()).filter(f -> !trust || !f.name().endsWith(Adapter.FOLDER_TRUST)).toList();
        requireSpace(home, analysis.tree(), team.members().size(), repository);

        Planning planning = new Planning(new Templates(home), data.roles(), planner);
        boolean byModel = options.planner().orElse(programs.usedBy(team).contains("claude") ? "claude" : "offline").equals("claude");
        ImplementationPlan plan = byModel ? planning.byModel(spec, team, repository.top(), options.env(), options.model(), progress) : planning.offline(spec, team, "");

        String project = projectName(repository.top());
        Proposal proposal = new Proposal(
                Ids.random("p"), begun.map(Mission::id).orElse(null), options.name().map(n -> Ids.name(n, 40)).orElse(project),
                new Proposal.Project(project, repository.top().toString(), repository.hasRemotes()), start.branch(), start.commit(),
                detected, new Proposal.Sized(team.size(), options.size().isPresent(), analysis.estimate().because()), team.tokens(), seats(team, programs, project, start),
                team.decisions().stream().map(Orchestration::sentence).toList(), plan, programs.text(), modes.text(), used.stream().flatMap(a -> a.allowedCommands().stream()).distinct().toList(), options.model().orElse(null), trust, options.checkIns(), options.worktreeStrategy(),
                findings, List.copyOf(warnings), text, options.env());
        if (proposals.size() >= MAX_PROPOSALS) {
            proposals.clear(); // nobody keeps that many open questions
        }
        proposals.put(proposal.id(), proposal);
        return proposal;
    }

    /** Starts what was proposed, or carries on what was begun; returns the mission's id. */
    public synchronized String start(String proposalId) {
        Proposal proposal = proposals.get(proposalId);
        if (proposal == null) {
            throw Failure.notFound("The proposal " + Untrusted.line(proposalId, 40) + " is not known any more; the daemon was started anew since.", "Run mc orchestrate again.");
        }
        if (proposal.carriesOn() != null) {
            loop.record(new Event.MissionContinued(proposal.carriesOn(), proposal.trust()));
            proposals.remove(proposalId);
            return proposal.carriesOn();
        }
        database.read(sql -> Mission.Table.liveOnPath(sql, proposal.project().path())).ifPresent(running -> {
            throw MissionReactor.alreadyRunning(running);
        });
        String project = proposal.project().name();
        String id = Ids.name(project, 24).toLowerCase(java.util.Locale.ROOT).replace('_', '-') + "-" + (database.read(sql -> Mission.Table.count(sql, project)) + 1);
        MissionFolder.of(home, project, id).write(proposal.spec(), proposal.plan(), PlanMarkdown.render(proposal.plan()), proposal.env());
        List<Event.Seat> seats = proposal.team().stream()
                .map(seat -> new Event.Seat(agentId(id, seat), seat.role(), seat.window(), seat.purpose(), seat.agent(), Ids.random("b")))
                .toList();
        Event created = new Event.MissionCreated(id, proposal.missionName(), project, proposal.project().path(), tmux.socket(), Ids.name(project, 27) + "-impl", proposal.startingBranch(), proposal.startingCommit(),
                proposal.detected().type(), proposal.size().name(), proposal.plan().planner().name().toLowerCase(java.util.Locale.ROOT), proposal.permissionMode(), proposal.model(), proposal.trust(),
                proposal.worktreeStrategy(), seats);
        Map<String, Integer> minutes = new TreeMap<>();
        proposal.team().forEach(seat -> minutes.put(agentId(id, seat), seat.checkinMinutes()));
        loop.record(proposal.checkIns() ? new Event[] {created, new Event.CheckInsPlanned(id, minutes)} : new Event[] {created});
        proposals.remove(proposalId);
        return id;
    }

    private static String agentId(String mission, Proposal.Seat seat) {
        return mission + "-" + Path.of(seat.worktree()).getFileName();
    }

    /** Whether the user said yes for this repository before. */
    private boolean wasTrusted(Repository repository) {
        return database.read(sql -> Mission.Table.isTrusted(sql, repository.top().toString()));
    }

    private record Start(String branch, String commit) {}

    /** A mission that was begun here with the same spec is carried on; any other that still runs is in the way. */
    private Optional<Mission> begun(Repository repository, String spec) {
        Optional<Mission> running = database.read(sql -> Mission.Table.liveOnPath(sql, repository.top().toString()));
        running.filter(m -> !isBegunWith(m, spec)).ifPresent(m -> {
            throw MissionReactor.alreadyRunning(m);
        });
        return running;
    }

    private boolean isBegunWith(Mission mission, String spec) {
        Path file = MissionFolder.of(home, mission.project(), mission.id()).spec();
        return mission.status().equals(Mission.STARTING) && Files.exists(file) && MissionFolder.read(file).equals(spec);
    }

    private static Start start(Repository repository, Options options) {
        if (options.base().isPresent()) {
            String branch = options.base().get();
            try {
                return new Start(branch, repository.commit("refs/heads/" + branch));
            } catch (Failure e) {
                throw e.kind() != Failure.Kind.NOT_FOUND ? e : Failure.usage("There is no branch " + Untrusted.line(branch, 100) + " in " + repository.top() + ".", "Name a local branch; they are: " + branches(repository));
            }
        }
        if (repository.branch().isEmpty()) {
            throw Failure.usage("The project's HEAD is detached, so mc does not know which branch the work is for.", "Name it: --base BRANCH, or check one out: git -C " + repository.top() + " switch BRANCH");
        }
        return new Start(repository.branch().get(), repository.head());
    }

    private static String branches(Repository repository) {
        return Untrusted.line(String.join(", ", repository.git().text("for-each-ref", "--count=20", "--sort=-committerdate", "--format=%(refname:short)", "refs/heads").lines().toList()), 400);
    }

    /** What the adapter found; anything broken is in the way of the mission. */
    static List<Finding> check(Adapter adapter, Map<String, String> env, Repository repository) {
        List<Finding> findings = adapter.check(env, repository.top());
        List<Finding> broken = findings.stream().filter(f -> f.level() == Finding.Level.BROKEN).toList();
        if (!broken.isEmpty()) {
            throw Failure.missing(broken.stream().map(f -> f.name() + ": " + f.detail()).collect(Collectors.joining("\n")), broken.stream().map(Finding::remedy).filter(r -> !r.isEmpty()).collect(Collectors.joining("\n")));
        }
        return findings;
    }

    private static Proposal.Detected detected(Options options, TeamTemplates teams, Detection detection) {
        if (options.teamType().isPresent()) {
            return new Proposal.Detected(teams.requireType(options.teamType().get()), true, List.of("you named it"));
        }
        List<String> because = new ArrayList<>(detection.signals().stream().map(s -> s.type() + " +" + s.weight() + ": " + s.why() + " (" + s.what() + (s.where().equals(s.what()) ? "" : " in " + s.where()) + ")").toList());
        because.addAll(detection.notes());
        return new Proposal.Detected(detection.type().orElse(NO_TYPE), false, List.copyOf(because));
    }

    private static Team team(Options options, TeamData data, TeamData.Analysis analysis, Proposal.Detected detected) {
        TeamLimits limits = data.limits();
        Optional<String> type = detected.type().equals(NO_TYPE) ? Optional.empty() : Optional.of(detected.type());
        TeamRequest request = new TeamRequest(
                type, options.size().map(limits::size).orElse(analysis.estimate().size()), options.size().isPresent(), limits.plan(options.plan().orElse(limits.defaultPlan())),
                options.roles().map(data.roles()::parseList).orElse(List.of()), options.addRoles().map(data.roles()::parseList).orElse(List.of()), options.withoutManager(), options.force());
        return data.resolver().resolve(request, analysis.metrics());
    }

    /** Room for every worktree and some to spare; running out in the middle would be worse. */
    static void requireSpace(Home home, ProjectTree tree, int worktrees, Repository repository) {
        try {
            Path existing = home.root();
            while (!Files.exists(existing)) {
                existing = existing.getParent();
            }
            long needed = tree.bytesBelow(repository.top()) * worktrees + SPARE_BYTES;
            long free = Files.getFileStore(existing).getUsableSpace();
            if (free < needed) {
                throw Failure.missing("There is too little room on the disk of " + home.root() + ": " + free / 1_048_576 + " MB free, about " + needed / 1_048_576 + " MB needed for " + worktrees + " worktree(s).",
                        "Free some, or set MC_HOME to a directory on a larger disk.");
            }
        } catch (IOException e) {
            throw Failure.failed("Cannot ask for the free space of " + home.root() + ": " + e.getMessage(), "", e);
        }
    }

    private List<Proposal.Seat> seats(Team team, Programs programs, String project, Start start) {
        Path worktrees = home.project(project).resolve("worktrees");
        return team.members().stream()
                .map(member -> seat(member.role(), programs.of(member.role().id()), member.why(), start, worktrees))
                .toList();
    }

    private static Proposal.Seat seat(Role role, String agent, String why, Start start, Path worktrees) {
        return new Proposal.Seat(role.id(), role.windowName(), role.purpose(), why, branchName(start.branch(), start.commit(), role.dirName()), worktrees.resolve(role.dirName()).toString(), role.checkinMinutes(), agent);
    }

    /** What an agent's own branch is called, if nothing is in the way. */
    static String branchName(String startingBranch, String commit, String dirName) {
        return startingBranch == null ? "mc-" + commit.substring(0, 7) + "-" + dirName : startingBranch + "-" + dirName;
    }

    private static String sentence(Team.Decision decision) {
        return switch (decision.kind()) {
            case ADDED -> "added " + decision.role() + ": " + decision.reason();
            case DROPPED -> "dropped " + decision.role() + ": " + decision.reason();
            case SKIPPED -> "left out " + decision.role() + ": " + decision.reason();
            case WARNING -> "warning: " + decision.reason();
            case NOTE -> decision.role().isEmpty() ? decision.reason() : decision.role() + ": " + decision.reason();
        };
    }

    /** The project's name in the registry: its directory's, made safe, with a number when another project has that. */
    private String projectName(Path top) {
        return database.read(sql -> Mission.Table.projectName(sql, top.toString())).orElseGet(() -> {
            String wanted = Ids.name(top.getFileName() == null ? "project" : top.getFileName().toString(), 24);
            String name = wanted;
            for (int number = 2; isTaken(name); number++) {
                name = wanted + "-" + number;
            }
            return name;
        });
    }

    private boolean isTaken(String name) {
        return database.read(sql -> Mission.Table.isProjectName(sql, name));
    }
}
