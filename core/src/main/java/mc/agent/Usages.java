package mc.agent;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mc.event.Event;
import mc.event.Reactor;
import mc.event.Recorded;
import mc.event.Tx;
import org.jdbi.v3.core.Handle;

/** Keeps what each agent's conversations have used. The figures are absolute, so that an event that comes twice counts once. */
public final class Usages implements Reactor {

    @Override
    public void react(Recorded recorded, Tx tx) {
        if (recorded.event() instanceof Event.UsageSeen used) {
            tx.sql().createUpdate("insert or replace into usage(agent, conversation, model, context_percent, tokens_in, tokens_out, cache_read, cache_written, cost_usd, at)"
                            + " values (:agent, :conversation, :model, :context, :in, :out, :read, :written, :cost, :at)")
                    .bind("agent", used.agent())
                    .bind("conversation", used.conversation())
                    .bind("model", used.model())
                    .bind("context", used.contextUsedPercent())
                    .bind("in", used.tokensIn())
                    .bind("out", used.tokensOut())
                    .bind("read", used.cacheReadTokens())
                    .bind("written", used.cacheWrittenTokens())
                    .bind("cost", used.costUsd())
                    .bind("at", tx.now().toString())
                    .execute();
        }
    }

    /**
     * An agent's conversations together, with the newest one's model and context; empty when nothing is known. The cost of the whole is
     * unknown when that of a part is.
     */
    public static Optional<Usage> ofAgent(Handle sql, String agent) {
        List<Usage> newestFirst = sql.createQuery("select * from usage where agent = :agent order by at desc").bind("agent", agent).map((row, context) -> new Usage(
                row.getString("conversation"), row.getString("model"), (Double) row.getObject("context_percent"), row.getLong("tokens_in"), row.getLong("tokens_out"), row.getLong("cache_read"),
                row.getLong("cache_written"), (Double) row.getObject("cost_usd"))).list();
        if (newestFirst.isEmpty()) {
            return Optional.empty();
        }
        Usage newest = newestFirst.get(0);
        boolean isPriced = newestFirst.stream().map(Usage::costUsd).allMatch(Objects::nonNull);
        return Optional.of(new Usage(newest.conversation(), newest.model(), newest.contextUsedPercent(),
                newestFirst.stream().mapToLong(Usage::tokensIn).sum(), newestFirst.stream().mapToLong(Usage::tokensOut).sum(), newestFirst.stream().mapToLong(Usage::cacheReadTokens).sum(),
                newestFirst.stream().mapToLong(Usage::cacheWrittenTokens).sum(), isPriced ? (Double) newestFirst.stream().mapToDouble(Usage::costUsd).sum() : null));
    }
}
