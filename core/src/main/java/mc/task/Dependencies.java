package mc.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import mc.Failure;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Tx;
import mc.store.Database;
import org.jdbi.v3.core.Handle;

/** Whose completions each role waits for, beside what the plan says of its tasks. Circles are refused: nobody waits for itself. Thread-safe. */
public final class Dependencies {

    private final Database database;
    private final EventLoop loop;

    public Dependencies(Database database, EventLoop loop) {
        this.database = database;
        this.loop = loop;
    }

    /** By role, in alphabetical order. */
    public Map<String, List<String>> list(String mission) {
        return database.read(sql -> of(sql, mission));
    }

    /** From now on the role waits for these, and for nobody else. */
    public Map<String, List<String>> set(String mission, String role, Collection<String> on, String by) {
        return change(mission, role, before -> List.copyOf(new LinkedHashSet<>(on)), by);
    }

    /** The role does not wait for that one any more; for nobody at all when it is empty. */
    public Map<String, List<String>> remove(String mission, String role, Optional<String> on, String by) {
        return change(mission, role, before -> {
            if (before.isEmpty() || on.isPresent() && !before.contains(on.get())) {
                throw Failure.notFound("The role " + role + " does not wait for " + on.orElse("anybody") + ".", "mc deps list");
            }
            return on.map(gone -> before.stream().filter(r -> !r.equals(gone)).toList()).orElse(List.of());
        }, by);
    }

    private Map<String, List<String>> change(String mission, String role, UnaryOperator<List<String>> change, String by) {
        loop.record(List.of(), tx -> record(tx, mission, role, change, by));
        return list(mission);
    }

    private static void record(Tx tx, String mission, String role, UnaryOperator<List<String>> change, String by) {
        Map<String, List<String>> all = new HashMap<>(of(tx.sql(), mission));
        List<String> before = all.getOrDefault(role, List.of());
        List<String> after = change.apply(before);
        all.put(role, after);
        circle(role, all).ifPresent(circle -> {
            throw Failure.refused("They would wait for each other: " + String.join(" → ", circle) + ".", "Take one of these away first: mc deps rm ROLE ON");
        });
        if (!after.equals(before)) {
            tx.append(new Event.DependenciesSet(mission, role, after, by));
        }
    }

    /** The shortest way from a role back to itself. */
    private static Optional<List<String>> circle(String role, Map<String, List<String>> all) {
        Map<String, String> cameFrom = new HashMap<>();
        Deque<String> next = new ArrayDeque<>(List.of(role));
        while (!next.isEmpty()) {
            String at = next.poll();
            for (String on : all.getOrDefault(at, List.of())) {
                if (on.equals(role)) {
                    List<String> way = new ArrayList<>(List.of(role));
                    for (String step = at; step != null; step = cameFrom.get(step)) {
                        way.add(0, step);
                    }
                    return Optional.of(way);
                }
                if (cameFrom.putIfAbsent(on, at) == null) {
                    next.add(on);
                }
            }
        }
        return Optional.empty();
    }

    private static Map<String, List<String>> of(Handle sql, String mission) {
        Map<String, List<String>> all = new TreeMap<>();
        sql.createQuery("select role, on_role from dependency where mission = :mission order by role, on_role").bind("mission", mission)
                .map((row, context) -> all.computeIfAbsent(row.getString("role"), r -> new ArrayList<>()).add(row.getString("on_role"))).list();
        return all;
    }

    static List<String> whoWaitsFor(Handle sql, String mission, String role) {
        return sql.createQuery("select role from dependency where mission = :mission and on_role = :role").bind("mission", mission).bind("role", role).mapTo(String.class).list();
    }
}
