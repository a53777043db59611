package mc.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
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
        String rest = switch (task.state()) {
            case DONE -> before.isDone() ? null : tellWaiting(moved.mission(), task.role(), Optional.of(task), moved.by(), task.name() + " is done" + said, tx);
            case BLOCKED -> "\nWhen it can go on: mc task open " + task.id();
            case OPEN -> tellOpen(task, before.isDone(), moved.by(), said, tx);
        };
        if (rest != null && !Leads.isHub(moved.by())) {
            String state = task.state() == Task.State.OPEN ? "open again" : task.state().text();
            Leads.tellHub(tx, moved.mission(), Message.MC, moved.by() + " says: " + task.name() + " (" + task.role() + ") is " + state + said + rest, Leads.isAgentsWord(moved.by()) && task.state() != Task.State.OPEN);
        }
    }

    /**
     * Tells the owner of a task that it is to be done after all and, when it was done, those who were told that they need not wait for it.
     * Returns what the orchestrator is to know of it.
     */
    private static String tellOpen(Task task, boolean wasDone, String by, String said, Tx tx) {
        Map<String, List<Task>> waiting = wasDone ? after(task, "waiting", Task.Table.ofMission(tx.sql(), task.mission())) : Map.of();
        TreeSet<String> concerned = wasDone ? new TreeSet<>(Dependencies.whoWaitsFor(tx.sql(), task.mission(), task.role())) : new TreeSet<>();
        concerned.addAll(waiting.keySet());
        concerned.add(task.role());
        return told(tell(concerned, task.mission(), by, role -> {
            List<Task> own = waiting.getOrDefault(role, List.of());
            return task.name() + " is open again" + said + (role.equals(task.role()) ? "\nIt is yours: go on with it, and report it when it is complete." : "") + (own.isEmpty() ? "" : "\nYour tasks that wait for it:\n" + names(own));
        }, tx));
    }

    private static void complete(Event.CompletionReported reported, Tx tx) {
        Agent agent = Agent.Table.find(tx.sql(), reported.agent()).orElseThrow();
        tx.sql().createUpdate("insert into completion(id, mission, agent, task, text, report_key, at) values (:id, :mission, :agent, :task, :text, :key, :now)")
                .bind("id", reported.completion()).bind("mission", reported.mission()).bind("agent", reported.agent()).bind("task", reported.task()).bind("text", reported.text())
                .bind("key", reported.key()).bind("now", tx.now().toString()).execute();
        Optional<Task> task = Optional.ofNullable(reported.task()).flatMap(id -> Task.Table.find(tx.sql(), reported.mission(), id));
        boolean isKnown = task.filter(Task::isDone).isPresent();
        String what = task.map(t -> t.name() + " is complete: ").orElse("");
        String by = reported.by() == null ? agent.role() : reported.by();
        String speaker = reported.by() == null ? agent.role() : by + " (for " + agent.role() + ")";
        String told = "";
        if (!isKnown) {
            task.ifPresent(t -> set(reported.mission(), t.id(), Task.State.DONE, Untrusted.line(reported.text(), 300), by, tx));
            told = task.flatMap(t -> Tasks.uncommitted(tx.sql(), agent)).map(left -> "\n" + left).orElse("") + tellWaiting(reported.mission(), agent.role(), task, by, speaker + " reports: " + what + reported.text(), tx);
        }
        String subject = (isKnown ? "More on " + task.get().name() + ", which is done: " : "Report: " + what) + reported.text();
        Leads.tellHub(tx, reported.mission(), by, (reported.by() == null ? "" : "For " + agent.role() + ": ") + subject + told, Leads.isAgentsWord(by));
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
        Map<String, List<Task>> ready = done.map(task -> after(task, "ready", all)).orElse(Map.of());
        TreeSet<String> concerned = new TreeSet<>(Dependencies.whoWaitsFor(tx.sql(), mission, role));
        concerned.addAll(ready.keySet());
        List<String> told = tell(concerned, mission, by, each -> {
            List<Task> own = ready.getOrDefault(each, List.of());
            return news + (own.isEmpty() ? "\nYou wait for " + role + "; go on if this was what you needed." : "\nYour tasks that can begin now:\n" + names(own));
        }, tx);
        String begin = ready.isEmpty() ? "" : "\nCan begin now:\n" + ready.values().stream().flatMap(List::stream).map(t -> "- " + t.name() + " (" + t.role() + ")").collect(Collectors.joining("\n"));
        return begin + told(told);
    }

    /** By their owners the tasks that come after this one and stand like this. */
    private static Map<String, List<Task>> after(Task task, String standing, List<Task> all) {
        return all.stream().filter(t -> t.dependsOn().contains(task.id()) && t.standing(all).equals(standing))
                .collect(Collectors.groupingBy(Task::role, LinkedHashMap::new, Collectors.toList()));
    }

    /** Tells these roles, but neither who says so nor the orchestrator; returns whom it reached. */
    private static List<String> tell(Set<String> roles, String mission, String by, UnaryOperator<String> news, Tx tx) {
        List<Agent> told = roles.stream().filter(role -> !role.equals(by) && !Leads.isHub(role)).flatMap(role -> Leads.member(tx.sql(), mission, role).stream()).toList();
        told.forEach(agent -> Leads.tell(tx, agent, news.apply(agent.role())));
        return told.stream().map(Agent::role).toList();
    }

    private static String told(List<String> roles) {
        return roles.isEmpty() ? "" : "\nTold: " + String.join(", ", roles) + ".";
    }

    private static String names(List<Task> tasks) {
        return tasks.stream().map(t -> "- " + t.name()).collect(Collectors.joining("\n"));
    }

    /** Whether what this party says of a task is its own word. */
    static boolean mayMove(String by, Task task) {
        return by.equals(Message.OPERATOR) || Leads.include(by) || by.equals(task.role());
    }
}
