package mc.compliance.talk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mc.compliance.Alerts;
import mc.compliance.TimedRule;
import mc.compliance.Violations;
import mc.event.EventLoop;
import mc.event.JobHandler;
import mc.event.Reactor;
import mc.message.HubPolicy;

/** Everybody who watches the rules of talking and of the flow of work, and who tells of what they find. Thread-safe. */
public final class Watchers {

    private final List<Reactor> reactors;
    private final List<TimedRule> timed;

    public Watchers(Violations violations, HubPolicy policy) {
        AckRule ack = new AckRule(violations);
        BlockedRule blocked = new BlockedRule(violations);
        ReportRule report = new ReportRule(violations);
        SilentRule silent = new SilentRule(violations);
        Fading fading = new Fading(violations);
        Alerts alerts = new Alerts();
        List<TalkRule> talk = List.of(new HubRule(violations, policy), new TemplateRule(violations), ack, new ExchangeRule(violations), new BroadcastRule(violations), blocked, report, new UnmonitoredRule(violations),
                WordRule.workRelated(violations), WordRule.oneTopic(violations));
        reactors = List.of(new TalkWatch(violations, talk), silent, fading, alerts);
        timed = List.of(ack, blocked, report, silent, fading, alerts);
    }

    /** To run after those that keep the tables of messages, agents, tasks and violations. */
    public List<Reactor> reactors() {
        return reactors;
    }

    /** The handlers of their jobs, by kind. */
    public Map<String, JobHandler> handlers(EventLoop loop) {
        Map<String, JobHandler> handlers = new HashMap<>();
        timed.forEach(rule -> handlers.put(rule.kind(), rule.handler(loop)));
        return handlers;
    }
}
