package mc.daemon;

import java.time.Instant;
import java.util.List;
import mc.agent.Agent;
import mc.store.TextTime;
import org.jdbi.v3.core.Handle;

/** What the dashboard shows beside the status: from the tables alone, so that it may be drawn again and again. */
final class Dashboard {

    /** However much an agent has sent, its newest messages tell what went on in the last hour. */
    private static final int FAR_ENOUGH = 1_000;

    private Dashboard() {}

    /**
     * What one agent did. Scripts rely on the names.
     *
     * @param sent messages since the time asked for
     * @param commits since then
     * @param lastPushAt null when nothing was pushed
     */
    record Activity(String role, int sent, int commits, String lastCommitAt, String lastPushAt, int tasksOpen, int tasksBlocked, int tasksDone) {}

    /** Of each agent of the mission, in the team's order. */
    static List<Activity> activity(Handle sql, String mission, Instant since) {
        return Agent.Table.ofMission(sql, mission).stream().map(agent -> activity(sql, agent, TextTime.bound(since))).toList();
    }

    private static Activity activity(Handle sql, Agent agent, String since) {
        return sql.createQuery("select (select count(*) from (select created_at from message where mission = :mission and sender = :role and copy_of is null order by rowid desc limit " + FAR_ENOUGH + ") where created_at >= :since) as sent,"
                        + " (select count(*) from git_activity where agent = :id and seen_at >= :since and act like 'commit%' and act != 'commit (amend)') as commits,"
                        + " (select max(at) from git_activity where agent = :id and act = 'push') as pushed,"
                        + " (select count(*) from task where mission = :mission and role = :role and state = 'open') as open,"
                        + " (select count(*) from task where mission = :mission and role = :role and state = 'blocked') as blocked,"
                        + " (select count(*) from task where mission = :mission and role = :role and state = 'done') as done")
                .bind("mission", agent.mission()).bind("role", agent.role()).bind("id", agent.id()).bind("since", since)
                .map((row, context) -> new Activity(agent.role(), row.getInt("sent"), row.getInt("commits"), agent.lastCommitAt() == null ? null : agent.lastCommitAt().toString(), row.getString("pushed"),
                        row.getInt("open"), row.getInt("blocked"), row.getInt("done"))).one();
    }
}
