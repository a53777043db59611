package mc.task;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.EventLoop;
import mc.event.Recorded;
import mc.message.Outbox;
import mc.plan.ImplementationPlan;
import mc.store.Database;
import mc.task.Task.State;
import mc.text.Ids;
import mc.text.Untrusted;
import org.jdbi.v3.core.Handle;

/** The tasks of missions, what is said of them, and the reports of completed work. Thread-safe. */
public final class Tasks {

    private static final int LONGEST_NOTE = 500;
    private static final int LONGEST_REPORT = 16_000;
    private static final int LONGEST_KEY = 100;
    private static final int LONGEST_TITLE = 300;
    private static final Pattern A_TASK = Pattern.compile("(?i)\\bT\\d{1,6}\\b");
    private static final Pattern BEGINS_WITH_A_TASK = Pattern.compile("(?i)\\s*(T\\d{1,6})\\b.*", Pattern.DOTALL);
    private static final Pattern COMPLETE = Pattern.compile("(?i)\\s*T\\d{1,6}(?:\\s+is)?\\s+(?:complete|completed|done|finished)(?:\\s*[:.;,!].*|\\s+[-–—]\\s.*|\\s*)", Pattern.DOTALL);

    private final Database database;
    private final EventLoop loop;
    private final Function<Mission, ImplementationPlan> plans;

    /** @param plans reads the plan of a mission that was prepared by an earlier mc and so has no rows yet */
    public Tasks(Database database, EventLoop loop, Function<Mission, ImplementationPlan> plans) {
        this.database = database;
        this.loop = loop;
        this.plans = plans;
    }

    /** A task as {@code mc task list --json} shows it; {@code state} is how it stands, {@code waitsFor} what is left to be done before it. */
    public record View(String id, String role, String title, String state, List<String> dependsOn, List<String> waitsFor, List<String> next, String note, String changedBy, String changedAt) {}

    /** A task as it is now, whether that is news, and the roles that were told of it. */
    public record Moved(@JsonUnwrapped View task, boolean changed, List<String> told) {}

    /**
     * What became of a report: {@code status} is reported, noted (its task was done before) or already (it was known); {@code warnings} are
     * sentences for the reporter.
     */
    public record Receipt(String id, String role, String task, String status, List<String> told, List<String> warnings) {

        private Receipt toldTo(List<String> roles) {
            return new Receipt(id, role, task, status, roles, warnings);
        }
    }

    /** The event that writes down a plan's tasks. */
    public static Event.TasksPlanned planned(String mission, ImplementationPlan plan) {
        return new Event.TasksPlanned(mission, plan.tasks().stream()
                .map(t -> new Event.PlannedTask(Untrusted.line(t.id(), 20), t.role(), Untrusted.line(t.title(), LONGEST_TITLE), t.dependsOn().stream().map(id -> Untrusted.line(id, 20)).toList())).toList());
    }

    /** The event that writes down tasks which the user gave to roles besides the plan: by their ids, each waits for none. */
    public static Event.TasksPlanned given(String mission, List<Given> tasks) {
        return new Event.TasksPlanned(mission, tasks.stream().map(t -> new Event.PlannedTask(t.id(), t.role(), Untrusted.line(t.text(), LONGEST_TITLE), List.of())).toList());
    }

    /** A task besides the plan. */
    public record Given(String id, String role, String text) {}

    /** The number of the last of these ids, such as 7 of T7; 0 when there is none. */
    public static int lastNumber(Stream<String> ids) {
        return ids.filter(id -> id.matches("T\\d{1,6}")).mapToInt(id -> Integer.parseInt(id.substring(1))).max().orElse(0);
    }

    /** Every task in the plan's order. */
    public List<View> list(Mission mission) {
        List<Task> all = all(mission);
        return all.stream().map(t -> view(t, all)).toList();
    }

    public View show(Mission mission, String id) {
        return view(find(mission, id), all(mission));
    }

    private static View view(Task task, List<Task> all) {
        return new View(task.id(), task.role(), task.title(), task.standing(all), task.dependsOn(), task.waitsFor(all), all.stream().filter(t -> t.dependsOn().contains(task.id())).map(Task::id).toList(), task.note(),
                task.changedBy(), task.changedBy() == null ? null : task.changedAt().toString());
    }

    /** Says that a task is open, blocked or done; saying so again changes nothing and tells nobody. {@code agent} is null for the operator. */
    public Moved move(Mission mission, String id, State state, String note, Agent agent, String by) {
        Task known = find(mission, id);
        String said = Untrusted.line(note, LONGEST_NOTE);
        if (!TaskReactor.mayMove(by, known)) {
            throw Failure.refused("The task " + known.id() + " is not yours but " + known.role() + "'s.", "Yours are listed by: mc task list --role " + by);
        }
        if (state == State.BLOCKED && said.isEmpty()) {
            throw Failure.usage("Why it is blocked is missing.", "mc task block " + known.id() + " \"what is in the way\"");
        }
        List<Recorded> recorded = loop.record(List.of(), tx -> {
            Task now = Task.Table.find(tx.sql(), mission.id(), known.id()).orElseThrow();
            if (now.state() != state || state == State.BLOCKED && !now.note().equals(said)) {
                tx.append(new Event.TaskMoved(mission.id(), agent == null ? null : agent.id(), known.id(), state.text(), said, by));
            }
        });
        return new Moved(show(mission, known.id()), !recorded.isEmpty(), told(recorded));
    }

    /**
     * Takes an agent's report of completed work, and does all that follows from it in one transaction.
     *
     * @param task the id of the task; empty to take it from a text that begins like "T4 complete"
     * @param key the reporter's own name for the report: the same report again is known, another one under it is refused
     * @param by who speaks for the agent; null when it does so itself
     */
    public Receipt report(Mission mission, Agent agent, String text, Optional<String> task, Optional<String> key, String by) {
        if (Untrusted.block(text).isBlank()) {
            throw Failure.usage("The report has no text.", "mc report \"what is complete, and what proves it\"");
        }
        String said = Outbox.body(text);
        if (said.length() > LONGEST_REPORT) {
            throw Failure.usage("The report has " + said.length() + " characters; at most " + LONGEST_REPORT + " are passed on.", "Put the details into a file of the repository and name it.");
        }
        if (key.filter(k -> k.isBlank() || k.length() > LONGEST_KEY).isPresent()) {
            throw Failure.usage("A key has 1 to " + LONGEST_KEY + " characters.", "Leave --key out, or give a shorter one.");
        }
        List<Task> all = task.isPresent() || A_TASK.matcher(said).find() ? all(mission) : List.of();
        Optional<String> named = task.map(id -> own(mission, agent, id)).or(() -> named(all, agent, said));
        List<String> warnings = named.map(id -> Stream.concat(early(all, id).stream(), database.read(sql -> uncommitted(sql, agent)).stream()).toList()).orElseGet(() -> general(all, agent, said));
        AtomicReference<Receipt> receipt = new AtomicReference<>();
        List<Recorded> recorded = loop.record(List.of(), tx -> {
            Optional<Completion> known = known(tx.sql(), mission, agent, named.orElse(null), said, key);
            if (known.isPresent()) {
                receipt.set(new Receipt(known.get().id(), agent.role(), known.get().task(), "already", List.of(), List.of()));
                return;
            }
            boolean isNote = named.flatMap(id -> Task.Table.find(tx.sql(), mission.id(), id)).filter(Task::isDone).isPresent();
            receipt.set(new Receipt(Ids.random("c"), agent.role(), named.orElse(null), isNote ? "noted" : "reported", List.of(), isNote ? List.of() : warnings));
            tx.append(new Event.CompletionReported(mission.id(), agent.id(), receipt.get().id(), named.orElse(null), said, key.orElse(null), by));
        });
        return receipt.get().toldTo(told(recorded));
    }

    /** The roles that the messages of this transaction are for. */
    private List<String> told(List<Recorded> recorded) {
        return database.read(sql -> recorded.stream().map(Recorded::event).filter(Event.MessageQueued.class::isInstance).map(Event.MessageQueued.class::cast)
                .map(m -> m.agent() == null ? m.letter().to() : Agent.Table.find(sql, m.agent()).orElseThrow().role()).toList());
    }

    /** The report that this one repeats; of a task that was opened again since, none does. */
    private static Optional<Completion> known(Handle sql, Mission mission, Agent agent, String task, String text, Optional<String> key) {
        boolean isOpen = task != null && Task.Table.find(sql, mission.id(), task).filter(Task::isDone).isEmpty();
        if (key.isEmpty()) {
            return isOpen ? Optional.empty() : Completion.Table.same(sql, agent.id(), task, text);
        }
        Optional<Completion> known = Completion.Table.byKey(sql, agent.id(), key.get());
        known.filter(c -> isOpen || !c.text().equals(text) || !Objects.equals(c.task(), task)).ifPresent(c -> {
            boolean isSame = c.text().equals(text) && Objects.equals(c.task(), task);
            throw Failure.refused("The key " + Untrusted.line(key.get(), LONGEST_KEY) + " was used already, " + (isSame ? "before " + task + " was opened again: " : "for another report: ") + c.id() + ".", "Take another key for another report.");
        });
        return known;
    }

    /** What a report of a task leaves open: tasks before it that are not done. */
    private static List<String> early(List<Task> all, String id) {
        List<String> before = all.stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow().waitsFor(all);
        return before.isEmpty() ? List.of() : List.of(id + " is done before " + String.join(", ", before) + ", which it waits for by the plan.");
    }

    /** What a report of a task leaves lying: files that mc saw uncommitted, and no commit has come since. */
    static Optional<String> uncommitted(Handle sql, Agent agent) {
        return sql.createQuery("select changed from worktree_seen w where agent = :agent and changed > 0 and not exists (select 1 from git_activity g where g.agent = w.agent and g.seen_at > w.at and g.act like 'commit%')")
                .bind("agent", agent.id()).mapTo(Integer.class).findOne().map(n -> n + (n == 1 ? " file" : " files") + " in " + agent.role() + "'s worktree " + (n == 1 ? "was" : "were") + " not committed when mc last looked.");
    }

    /** Why a text that names a task was not taken for the end of that task. */
    private static List<String> general(List<Task> all, Agent agent, String text) {
        Matcher begin = BEGINS_WITH_A_TASK.matcher(text);
        Optional<String> id = begin.matches() ? Optional.of(begin.group(1).toUpperCase(Locale.ROOT)) : openOfIts(all, agent, text);
        return id.map(t -> "It counts as work in general. " + all.stream().filter(known -> known.id().equals(t)).findFirst()
                        .map(known -> !known.role().equals(agent.role()) ? t + " is " + known.role() + "'s." : "The text does not plainly say that " + t + " is complete; if it is: mc report TEXT --task " + t).orElse("The plan has no task " + t + "."))
                .map(List::of).orElse(List.of());
    }

    /** The first of the agent's own tasks that a text names somewhere and that is not done. */
    private static Optional<String> openOfIts(List<Task> all, Agent agent, String text) {
        return A_TASK.matcher(text).results().map(found -> found.group().toUpperCase(Locale.ROOT))
                .filter(id -> all.stream().anyMatch(t -> t.id().equals(id) && t.role().equals(agent.role()) && !t.isDone())).findFirst();
    }

    private String own(Mission mission, Agent agent, String id) {
        Task task = find(mission, id);
        if (!task.role().equals(agent.role())) {
            throw Failure.refused("The task " + task.id() + " is not " + agent.role() + "'s but " + task.role() + "'s.", "List them: mc task list --role " + agent.role() + "; the orchestrator may say so instead: mc task done " + task.id());
        }
        return task.id();
    }

    /** The task that a text says is complete before it says anything else, if the role has it. */
    private static Optional<String> named(List<Task> all, Agent agent, String text) {
        Matcher begin = BEGINS_WITH_A_TASK.matcher(text);
        return begin.matches() && COMPLETE.matcher(text).matches() ? all.stream().filter(t -> t.id().equalsIgnoreCase(begin.group(1)) && t.role().equals(agent.role())).map(Task::id).findFirst() : Optional.empty();
    }

    private Task find(Mission mission, String id) {
        return all(mission).stream().filter(t -> t.id().equalsIgnoreCase(id)).findFirst().orElseThrow(() -> Failure.notFound("The plan of " + mission.id() + " has no task " + Untrusted.line(id, 40) + ".", "mc task list"));
    }

    private List<Task> all(Mission mission) {
        List<Task> known = database.read(sql -> Task.Table.ofMission(sql, mission.id()));
        if (!known.isEmpty()) {
            return known;
        }
        Event.TasksPlanned planned = planned(mission.id(), plans.apply(mission));
        if (!planned.tasks().isEmpty()) {
            loop.record(planned);
        }
        return database.read(sql -> Task.Table.ofMission(sql, mission.id()));
    }

    /** The first of the role's tasks that is not done. */
    public static Optional<Task> next(List<Task> all, String role) {
        return all.stream().filter(t -> t.role().equals(role) && !t.isDone()).findFirst();
    }
}
