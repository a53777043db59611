package mc.task;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import mc.message.StatusMessage;
import mc.text.Untrusted;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** One asking round: who was asked where they stand, and what they answered. {@code endedAt} is null while answers are gathered. Immutable. */
public record Standup(String id, String mission, String askedBy, Instant at, Instant until, Instant endedAt, List<Answer> answers) {

    private static final int LONGEST = 2_000;

    /** One agent's part; {@code why} tells why it was not asked or will not answer, else null; {@code text} is null without an answer. */
    public record Answer(String agent, String role, String question, String why, String text, Instant at) {

        boolean isAwaited() {
            return question != null && text == null && why == null;
        }

        /** The answer's parts when it has the form that was asked for. */
        public Optional<StatusMessage> status() {
            return Optional.ofNullable(text).flatMap(StatusMessage::parse);
        }
    }

    boolean isOver() {
        return endedAt != null;
    }

    boolean isAnswered() {
        return answers.stream().noneMatch(Answer::isAwaited);
    }

    /** The report that people and agents read: the answers, then who did not answer and who was not asked. */
    public String report() {
        long answered = answers.stream().filter(a -> a.text() != null).count();
        long asked = answers.stream().filter(a -> a.question() != null).count();
        String head = "Stand-up " + id + " of " + mission + ", asked by " + askedBy + " at " + at.truncatedTo(ChronoUnit.MINUTES) + ": " + answered + " of " + asked + " answered" + (isOver() ? "." : " so far.");
        return head + "\n" + answers.stream().map(Standup::lines).collect(Collectors.joining("\n"));
    }

    private static String lines(Answer answer) {
        if (answer.question() == null) {
            return "\n" + answer.role() + ": not asked, " + answer.why();
        } else if (answer.text() == null) {
            return "\n" + answer.role() + ": no answer" + (answer.why() == null ? "" : ", " + answer.why());
        }
        return "\n" + answer.role() + answer.status().map(Standup::parts).orElseGet(() -> answer.text().isEmpty() ? ": said nothing" : ":\n  " + cut(answer.text()).replace("\n", "\n  "));
    }

    private static String parts(StatusMessage status) {
        String completed = status.completed().isEmpty() ? " nothing" : status.completed().stream().map(c -> "\n    - " + Untrusted.line(c, 300)).collect(Collectors.joining());
        return ":\n  Completed:" + completed + line("Current", status.current()) + line("Blocked", status.isBlocked() ? status.blocked() : "no") + line("ETA", status.eta());
    }

    private static String line(String label, String text) {
        return text.isEmpty() ? "" : "\n  " + label + ": " + Untrusted.line(text, 300);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST) - 1)) + "…";
    }

    /** Reads the tables of stand-ups. */
    static final class Table {

        private static final int MOST = 50;

        private static final RowMapper<Answer> ANSWER = (row, context) -> new Answer(row.getString("agent"), row.getString("role"), row.getString("question"), row.getString("why"), row.getString("text"), instant(row.getString("at")));

        private Table() {}

        static Optional<Standup> find(Handle sql, String id) {
            return sql.createQuery("select * from standup where id = :id").bind("id", id).map(row(sql)).findOne();
        }

        /** The newest of a mission, newest first. */
        static List<Standup> ofMission(Handle sql, String mission) {
            return sql.createQuery("select * from standup where mission = :mission order by at desc, rowid desc limit :most").bind("mission", mission).bind("most", MOST).map(row(sql)).list();
        }

        /** The one that still waits for this agent. */
        static Optional<Standup> waitingFor(Handle sql, String agent) {
            return sql.createQuery("select s.* from standup_answer a join standup s on s.id = a.standup where a.agent = :agent and a.text is null and a.question is not null and s.ended_at is null order by s.at limit 1")
                    .bind("agent", agent).map(row(sql)).findOne();
        }

        private static RowMapper<Standup> row(Handle sql) {
            return (row, context) -> new Standup(row.getString("id"), row.getString("mission"), row.getString("asked_by"), instant(row.getString("at")), instant(row.getString("until")), instant(row.getString("ended_at")),
                    answers(sql, row.getString("id")));
        }

        private static List<Answer> answers(Handle sql, String id) {
            return sql.createQuery("select a.*, g.role from standup_answer a join agent g on g.id = a.agent where a.standup = :id order by g.position").bind("id", id).map(ANSWER).list();
        }

        private static Instant instant(String text) {
            return text == null ? null : Instant.parse(text);
        }
    }
}
