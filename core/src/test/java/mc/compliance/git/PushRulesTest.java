package mc.compliance.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import mc.compliance.Rules;
import mc.event.Event;
import mc.message.Letterbox;
import mc.text.Json;
import org.junit.jupiter.api.Test;

/** The rules about pushes: what has to be pushed, announced and have an upstream. */
class PushRulesTest extends GitTeam {

    @Test
    void whyACaseIsClosedIsTrue() {
        remote();
        Rules asked = Rules.shipped();
        asked = asked.with(asked.byId().get("git.push").with("minutes", 15, "CLAUDE.md:3"));
        engine.record(new Event.RulesTaken("app", 1, asked.digest(), List.of("CLAUDE.md"), Json.write(asked)));
        repo.run("push", "-q", "origin", "main");
        commit("Wipe stale sessions at the start");
        pass(15);
        look();
        assertThat(open()).as("that is no WIP").containsExactly("git.push");
        assertThat(seen("git.push")).startsWith("1 commit on no remote");
        repo.runIn(worktree, "switch", "-q", "--detach");
        look();
        repo.runIn(worktree, "switch", "-q", "main-developer");
        look();
        Rules longer = asked.with(asked.byId().get("git.push").with("minutes", 20, "CLAUDE.md:3"));
        engine.record(new Event.RulesTaken("app", 2, longer.digest(), List.of("CLAUDE.md"), Json.write(longer)));
        look();
        pass(5);
        look();
        push("push", "-q", "-u", "origin", "main-developer");
        look();
        assertThat(engine.log(Event.ViolationResolved.class)).extracting(Event.ViolationResolved::why)
                .containsExactly("the worktree is on no branch now", "its limit is longer now", "it is pushed");
    }

    @Test
    void withoutARemoteNothingIsToBePushed() {
        commit("Progress: a new thing");
        pass(20);
        look();
        assertThat(open()).isEmpty();
    }

    @Test
    void aCommitIsPushedWithin15MinutesWithAnUpstreamAndAnnounced() {
        remote();
        commit("WIP: the form is not ready");
        assertThat(look().again()).as("only the time until it should be integrated runs").isEqualTo(Duration.ofMinutes(240));
        commit("Progress: a new thing");
        assertThat(look().again()).as("nobody asked for pushes").isEqualTo(Duration.ofMinutes(240));
        Rules asked = Rules.shipped();
        asked = asked.with(asked.byId().get("git.push").with("minutes", 15, "CLAUDE.md:3"));
        assertThat(asked.digest()).as("the same limit, but somebody asks for it").isNotEqualTo(Rules.shipped().digest());
        engine.record(new Event.RulesTaken("app", 1, asked.digest(), List.of("CLAUDE.md"), Json.write(asked)));
        assertThat(look().again()).isEqualTo(Duration.ofMinutes(15));
        pass(15);
        look();
        assertThat(open()).containsExactly("git.push");
        assertThat(engine.log(Event.ViolationFound.class)).last().satisfies(found -> assertThat(found.remedy()).endsWith(" push -u origin main-developer"));
        push("push", "-q", "origin", "main-developer");
        look();
        assertThat(open()).as("pushed without -u").containsExactly("git.upstream");
        assertThat(engine.log(Event.ViolationFound.class)).last().satisfies(found -> assertThat(found.remedy()).endsWith(" push -u origin main-developer"));
        push("push", "-q", "-u", "origin", "main-developer");
        assertThat(look().again()).isEqualTo(Duration.ofMinutes(15));
        assertThat(open()).isEmpty();
        pass(15);
        look();
        assertThat(open()).containsExactly("git.announce");
        assertThat(engine.log(Event.ViolationFound.class)).last().satisfies(found -> assertThat(found.remedy()).isEqualTo("mc send project_manager \"Pushed main-developer - ready for review\", typed by developer"));
        Letterbox.send(engine, temp, "developer", "main-developer is deployed", "operator");
        look();
        assertThat(engine.log(Event.MessageQueued.class)).as("mc's copy is no announcement").last().satisfies(copy -> assertThat(copy.letter().copyOf()).isNotNull());
        assertThat(open()).containsExactly("git.announce");
        engine.record(new Event.MessageQueued("app-1", PM, "m-1", "developer", "Pushed main-developer - ready for review"));
        look();
        assertThat(open()).isEmpty();
    }
}
