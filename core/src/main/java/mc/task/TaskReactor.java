package mc.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mc.agent.Agent;
import mc.event.Event;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;
import mc.message.Message;
import mc.text.Json;
import mc.text.Untrusted;

/**
 * Keeps the tables of tasks, reports and dependencies true to the events, and tells whom it concerns: the orchestrator of every
 * completion and block, and each role that waited for it, in one message. All in the transaction of the event, so each is told once.
 */
public final class TaskReactor implements Reactor {

    @Override
    public void react(Recorded recorded, Tx tx) {
        Event event = recorded.event();
        if (event instanceof Event.TasksPlanned planned) {
            planned.tasks().forEach(task -> add(planned.mission(), task, tx));
        } else if (event instanceof Event.TaskMoved moved) {
            move(moved, tx);
        } else if (event instanceof Event.CompletionReported reported) {
            complete(reported, tx);
        } else if (event instanceof Event.DependenciesSet set) {
            tx.sql().createUpdate("delete from dependency where mission = :mission and role = :role").bind("mission", set.mission()).bind("role", set.role()).execute();
            set.on().forEach(on -> tx.sql().createUpdate("insert into dependency(mission, role, on_role) values (:mission, :role, :on) on conflict do nothing")
                    .bind("mission", set.mission()).bind("role", set.role()).bind("on", on).execute());
        }
    }

    private static void add(String mission, Event.PlannedTask task, Tx tx) {
        tx.sql().createUpdate("insert into task(mission, id, position, role, title, depends_on, state, note, changed_at)"
                        + " values (:mission, :id, (select count(*) from task where mission = :mission), :role, :title, :depends, 'open', '', :now) on conflict do nothing")
                .bind("mission", mission).bind("id", task.id()).bind("role", task.role()).bind("title", task.title()).bind("depends", Json.write(task.dependsOn())).bind("now", tx.now().toString()).execute();
    }

    private static void move(Event.TaskMoved moved, Tx tx) {
        Task before = Task.Table.find(tx.sql(), moved.mission(), moved.task()).orElseThrow();
        set(moved.mission(), moved.task(), Task.State.of(moved.state()), moved.note(), moved.by(), tx);
        Task task = Task.Table.find(tx.sql(), moved.mission(), moved.task()).orElseThrow();
        String said = moved.note().isEmpty() ? "." : ": " + moved.note();
        if (task.isDone() && !before.isDone()) {
            String told = tellWaiting(moved.mission(), task.role(), Optional.of(task), moved.by(), task.name() + " is done" + said, tx);
            if (!Leads.isHub(moved.by())) {
                Leads.tellHub(tx, moved.mission(), Message.MC, moved.by() + " says: " + task.name() + " (" + task.role() + ") is done" + said + told, true);
            }
        } else if (task.state() == Task.State.BLOCKED && !Leads.isHub(moved.by())) {
            Leads.tellHub(tx, moved.mission(), Message.MC, moved.by() + " says: " + task.name() + " (" + task.role() + ") is blocked" + said + "\nWhen it can go on: mc task open " + task.id(), true);
        }
    }

    private static void complete(Event.CompletionReported reported, Tx tx) {
        Agent agent = Agent.Table.find(tx.sql(), reported.agent()).orElseThrow();
        tx.sql().createUpdate("insert into completion(id, mission, agent, task, text, report_key, at) values (:id, :mission, :agent, :task, :text, :key, :now)")
                .bind("id", reported.completion()).bind("mission", reported.mission()).bind("agent", reported.agent()).bind("task", reported.task()).bind("text", reported.text())
                .bind("key", reported.key()).bind("now", tx.now().toString()).execute();
        Optional<Task> task = Optional.ofNullable(reported.task()).flatMap(id -> Task.Table.find(tx.sql(), reported.mission(), id));
        boolean isKnown = task.filter(Task::isDone).isPresent();
        String what = task.map(t -> t.name() + " is complete: ").orElse("");
        String told = "";
        if (!isKnown) {
            task.ifPresent(t -> set(reported.mission(), t.id(), Task.State.DONE, Untrusted.line(reported.text(), 300), agent.role(), tx));
            told = tellWaiting(reported.mission(), agent.role(), task, agent.role(), agent.role() + " reports: " + what + reported.text(), tx);
        }
        Leads.tellHub(tx, reported.mission(), agent.role(), (isKnown ? "More on " + task.get().name() + ", which is done: " : "Report: " + what) + reported.text() + told, true);
    }

    private static void set(String mission, String task, Task.State state, String note, String by, Tx tx) {
        tx.sql().createUpdate("update task set state = :state, note = :note, changed_by = :by, changed_at = :now where mission = :mission and id = :id")
                .bind("state", state.text()).bind("note", note).bind("by", by).bind("now", tx.now().toString()).bind("mission", mission).bind("id", task).execute();
    }

    /**
     * Tells each role that waits for {@code role}, and each whose tasks can begin now that {@code done} is, once each, and neither who says
     * so nor the orchestrator, who gets the news anyway. Returns what the orchestrator is to know of it.
     */
    private static String tellWaiting(String mission, String role, Optional<Task> done, String by, String news, Tx tx) {
        List<Task> all = Task.Table.ofMission(tx.sql(), mission);
        Map<String, List<Task>> ready = all.stream().filter(t -> done.filter(d -> t.dependsOn().contains(d.id())).isPresent() && t.standing(all).equals("ready"))
                .collect(Collectors.groupingBy(Task::role, LinkedHashMap::new, Collectors.toList()));
        TreeSet<String> concerned = new TreeSet<>(Dependencies.whoWaitsFor(tx.sql(), mission, role));
        concerned.addAll(ready.keySet());
        concerned.removeIf(each -> each.equals(by) || Leads.isHub(each));
        List<Agent> told = concerned.stream().flatMap(each -> Leads.member(tx.sql(), mission, each).stream()).toList();
        for (Agent agent : told) {
            List<Task> own = ready.getOrDefault(agent.role(), List.of());
            Leads.tell(tx, agent, news + (own.isEmpty() ? "\nYou wait for " + role + "; go on if this was what you needed." : "\nYour tasks that can begin now:\n" + names(own)));
        }
        String begin = ready.isEmpty() ? "" : "\nCan begin now:\n" + ready.values().stream().flatMap(List::stream).map(t -> "- " + t.name() + " (" + t.role() + ")").collect(Collectors.joining("\n"));
        return begin + (told.isEmpty() ? "" : "\nTold: " + told.stream().map(Agent::role).collect(Collectors.joining(", ")) + ".");
    }

    private static String names(List<Task> tasks) {
        return tasks.stream().map(t -> "- " + t.name()).collect(Collectors.joining("\n"));
    }

    /** Whether what this party says of a task is its own word. */
    static boolean mayMove(String by, Task task) {
        return by.equals(Message.OPERATOR) || Leads.include(by) || by.equals(task.role());
    }
}
