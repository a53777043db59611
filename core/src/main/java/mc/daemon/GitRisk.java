package mc.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.compliance.git.GitLook;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Tx;
import mc.git.MergeForecast;
import mc.git.Repository;
import mc.git.Worktree;
import mc.text.Ids;
import mc.text.Untrusted;

/** Which agents' branches change the same files, and which of these would be in conflict, for {@code mc git risk}. */
record GitRisk(EventLoop loop) {

    /** Files that a message names. */
    private static final int NAMED = 20;

    /** What one agent's branch changes. */
    private record Side(Agent agent, String commit, Map<String, MergeForecast.Lines> changes) {}

    /** Two that change the same files. */
    private record Overlap(Side one, Side other, List<String> files, List<String> conflicts) {}

    Map<String, Object> of(Mission mission, Repository repository, List<Agent> agents, boolean notify) {
        List<String> parents = GitLook.parents(repository, mission);
        List<Worktree> known = Worktree.list(repository);
        List<Side> sides = new ArrayList<>();
        for (Agent agent : agents) {
            Optional<String> head = agent.worktree() == null ? Optional.empty() : Worktree.at(known, java.nio.file.Path.of(agent.worktree())).flatMap(Worktree::commit);
            head.ifPresent(commit -> sides.add(new Side(agent, commit, MergeForecast.changes(repository, parents, commit))));
        }
        List<Overlap> overlaps = overlaps(repository, sides);
        int told = notify ? notify(mission, overlaps) : 0;
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mission", mission.id());
        answer.put("startingBranch", mission.startingBranch());
        answer.put("branches", sides.stream().map(GitRisk::side).toList());
        answer.put("overlaps", overlaps.stream().map(GitRisk::overlap).toList());
        answer.put("told", notify ? told : null);
        return answer;
    }

    private static List<Overlap> overlaps(Repository repository, List<Side> sides) {
        List<Overlap> found = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            for (int j = i + 1; j < sides.size(); j++) {
                TreeSet<String> both = new TreeSet<>(sides.get(i).changes().keySet());
                both.retainAll(sides.get(j).changes().keySet());
                if (!both.isEmpty() && !sides.get(i).commit().equals(sides.get(j).commit())) {
                    found.add(new Overlap(sides.get(i), sides.get(j), List.copyOf(both), MergeForecast.conflicts(repository, sides.get(i).commit(), sides.get(j).commit())));
                }
            }
        }
        return found;
    }

    private static Map<String, Object> side(Side side) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("role", side.agent().role());
        row.put("commit", side.commit());
        row.put("files", side.changes().size());
        row.put("added", side.changes().values().stream().mapToInt(MergeForecast.Lines::added).sum());
        row.put("deleted", side.changes().values().stream().mapToInt(MergeForecast.Lines::deleted).sum());
        return row;
    }

    private static Map<String, Object> overlap(Overlap overlap) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("roles", List.of(overlap.one().agent().role(), overlap.other().agent().role()));
        row.put("files", clean(overlap.files()));
        row.put("conflicts", clean(overlap.conflicts()));
        row.put("risk", overlap.conflicts().isEmpty() ? "medium" : "high");
        return row;
    }

    private static List<String> clean(List<String> files) {
        return files.stream().map(file -> Untrusted.line(file, 300)).toList();
    }

    /** Tells both owners, once of the same overlap; gives how many messages that were. */
    private int notify(Mission mission, List<Overlap> overlaps) {
        int[] told = {0};
        loop.record(List.of(), tx -> overlaps.forEach(overlap -> {
            String key = "risk-" + Ids.hash(overlap.one().agent().id() + "\n" + overlap.other().agent().id() + "\n" + String.join("\n", overlap.files())).substring(0, 32);
            told[0] += tell(tx, mission, overlap.one().agent(), overlap.other().agent(), overlap, key) + tell(tx, mission, overlap.other().agent(), overlap.one().agent(), overlap, key);
        }));
        return told[0];
    }

    private static int tell(Tx tx, Mission mission, Agent to, Agent about, Overlap overlap, String key) {
        boolean isTold = tx.sql().createQuery("select 1 from message where mission = :mission and sender = 'mc' and recipient = :to and send_key = :key").bind("mission", mission.id()).bind("to", to.role()).bind("key", key).mapTo(Integer.class).findOne().isPresent();
        if (isTold || to.hasLeft()) {
            return 0;
        }
        List<String> files = clean(overlap.files());
        String named = String.join(", ", files.subList(0, Math.min(NAMED, files.size()))) + (files.size() > NAMED ? " and " + (files.size() - NAMED) + " more" : "");
        String merge = overlap.conflicts().isEmpty() ? "They still merge cleanly." : "A merge would be in conflict about: " + String.join(", ", clean(overlap.conflicts()).stream().limit(NAMED).toList());
        Event.Letter letter = new Event.Letter(to.role(), "notification", null, false, false, null, null, null, key, false);
        tx.append(new Event.MessageQueued(mission.id(), to.id(), Ids.random("m"), "mc", "Coordinate with " + about.role() + " - overlapping changes detected in: " + named + ". " + merge, letter));
        return 1;
    }
}
