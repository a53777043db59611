package mc.message;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import mc.Home;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.testing.Engine;
import mc.testing.ShippedData;
import mc.text.Templates;

/** The way messages go in, for tests that have no agents that read them. */
public final class Letterbox {

    private Letterbox() {}

    public static Outbox outbox(Engine engine, Path dir, MessageSettings settings) {
        Clock clock = engine.clock() == null ? Clock.systemUTC() : engine.clock();
        return new Outbox(engine.database(), engine.loop(), new Templates(new Home(dir)), new HubPolicy(ShippedData.DATA.matrices()), settings, clock);
    }

    static Mission mission(Engine engine, String id) {
        return engine.database().read(sql -> Mission.Table.find(sql, id)).orElseThrow();
    }

    /** What an agent of the mission app-1 says there, by the whole way: what is critical is copied to the hub. Returns the ids, without the copy's. */
    public static List<String> send(Engine engine, Path dir, String from, String text, String... to) {
        try {
            List<Recipient> recipients = roles(engine, to);
            return say(outbox(engine, dir, MessageSettings.USUAL), Draft.of(from, recipients.get(0), text).to(recipients)).stream().map(Receipt::id).toList();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** An agent, by its id. */
    static Recipient to(Engine engine, String agent) {
        Agent found = engine.agent(agent);
        return new Recipient(mission(engine, found.mission()), found);
    }

    /** What somebody says to roles of the mission app-1, or operator; nothing is waited for. */
    public static List<Receipt> say(Outbox outbox, Draft draft) throws InterruptedException {
        return outbox.send(draft, Duration.ZERO, Duration.ZERO);
    }

    public static List<Recipient> roles(Engine engine, String... roles) {
        return Stream.of(roles).map(role -> role.equals("operator") ? new Recipient(mission(engine, "app-1"), null) : to(engine, "app-1-" + role)).toList();
    }
}
