package mc.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mc.Failure;
import mc.agent.Agent;
import mc.agent.Mission;
import mc.event.Event;
import mc.event.Tx;
import mc.team.Role;
import mc.text.Ids;
import mc.text.Placeholders;
import mc.text.Templates;
import mc.text.Untrusted;

/**
 * Takes one draft into the log: finds its thread, who else is mentioned, what the team's rules say to it, and whether it is there
 * already. All of it happens in one transaction, or, when anything is wrong with any part, nothing does. For one draft and one thread.
 */
final class Post {

    /**
     * What became of one recipient's copy.
     *
     * @param isDuplicate it was accepted before, under the same key
     * @param isOffMatrix sender and recipient are no partners
     * @param copy the message with the hub's copy of it; null when there is none
     */
    record Accepted(String message, Recipient to, boolean isDuplicate, boolean isOffMatrix, String copy) {}

    /** So many agents that are no hubs may get a message of one that is none. */
    private static final int MOST_PEERS = 2;

    private final Draft draft;
    private final String body;
    private final HubPolicy hubs;
    private final MessageSettings settings;
    private final Templates templates;
    private final boolean isCritical;
    private final List<Accepted> accepted = new ArrayList<>();
    private List<String> nobody = List.of();
    private Failure refusal;

    Post(Draft draft, String body, HubPolicy hubs, MessageSettings settings, Templates templates) {
        this.draft = draft;
        this.body = body;
        this.hubs = hubs;
        this.settings = settings;
        this.templates = templates;
        boolean isTeams = !draft.sender().equals(Message.OPERATOR) && !HubPolicy.isHub(draft.sender());
        this.isCritical = isTeams && new Wording(settings.criticalWords()).isCritical(body);
    }

    /** What was accepted; a refusal by the team's rules is thrown here, so that its event stays in the log. */
    List<Accepted> outcome() {
        if (refusal != null) {
            throw refusal;
        }
        return List.copyOf(accepted);
    }

    /** The names with an @ that are nobody's here. */
    List<String> nobody() {
        return nobody;
    }

    void into(Tx tx) {
        List<Recipient> to = draft.to().stream().map(recipient -> now(recipient, tx)).collect(Collectors.toCollection(ArrayList::new));
        Mission mission = to.get(0).mission();
        if ((draft.thread() != null || draft.replyTo() != null) && to.stream().anyMatch(r -> !r.mission().id().equals(mission.id()))) {
            throw Failure.usage("A thread belongs to one mission, and these recipients are of several.", "Send one message for each mission.");
        }
        Optional<ConversationThread> thread = thread(mission, tx);
        if (thread.isPresent()) {
            mentioned(mission, tx).stream().filter(r -> to.stream().noneMatch(r::isSameAs)).forEach(to::add);
        }
        refuseCrowd(to);
        List<Recipient> strangers = draft.isBroadcast() ? List.of() : to.stream().filter(r -> !hubs.isDirect(r.mission(), draft.sender(), r.name())).toList();
        if (settings.refusesOffMatrix() && !strangers.isEmpty()) {
            refuse(strangers, tx);
            return;
        }
        String type = draft.type() == null ? Wording.type(body) : draft.type();
        to.forEach(r -> accept(r, type, thread.map(ConversationThread::id).orElse(null), strangers.contains(r), tx));
        copyToHubs(mission, type, tx);
    }

    /** The recipient as it is in this transaction. */
    private static Recipient now(Recipient recipient, Tx tx) {
        Mission mission = Mission.Table.find(tx.sql(), recipient.mission().id()).orElseThrow();
        if (mission.hasEnded()) {
            throw Failure.refused("The mission " + mission.id() + " has ended.", "mc status shows which missions run.");
        }
        if (recipient.agent() == null) {
            return recipient;
        }
        Agent agent = Agent.Table.find(tx.sql(), recipient.agent().id()).orElseThrow();
        if (agent.hasLeft()) {
            throw Failure.refused("The agent " + agent.role() + " was ended by the operator and reads no messages.", "Write to another one; the operator can bring it back: mc agent restart " + agent.role());
        }
        return new Recipient(mission, agent);
    }

    /** The named thread, or that of the answered message, which begins one if it has none. */
    private Optional<ConversationThread> thread(Mission mission, Tx tx) {
        Optional<Message> answered = Optional.ofNullable(draft.replyTo()).map(id -> Message.find(tx.sql(), id).filter(m -> m.mission().equals(mission.id()))
                .orElseThrow(() -> Failure.notFound("There is no message " + Untrusted.line(id, 40) + " in the mission " + mission.id() + ".", "mc inbox lists those to you.")));
        Optional<ConversationThread> named = Optional.ofNullable(draft.thread()).map(name -> ConversationThread.Table.named(tx.sql(), mission.id(), name));
        String known = answered.map(m -> m.letter().thread()).orElse(null);
        if (named.isPresent()) {
            if (known != null && !known.equals(named.get().id())) {
                throw Failure.usage("The message " + draft.replyTo() + " belongs to the thread " + known + ", not to " + named.get().id() + ".", "Leave --thread out: an answer joins the thread of its message.");
            }
            return named;
        }
        if (known != null) {
            return ConversationThread.Table.find(tx.sql(), known);
        }
        return answered.map(m -> {
            String title = m.letter().subject() != null ? m.letter().subject() : m.body().lines().findFirst().orElse("");
            ConversationThread begun = new ConversationThread(Ids.random("t"), mission.id(), ConversationThread.title(title), draft.sender(), tx.now());
            tx.append(new Event.ThreadStarted(mission.id(), begun.id(), begun.title(), draft.sender(), m.id()));
            return begun;
        });
    }

    /** A message to nearly everybody is one to all, however its recipients were named. */
    private void refuseCrowd(List<Recipient> to) {
        boolean isHubs = draft.sender().equals(Message.OPERATOR) || HubPolicy.isHub(draft.sender());
        long peers = to.stream().filter(r -> HubPolicy.isColleague(draft.sender(), r.name())).count();
        if (!isHubs && !draft.inbox() && peers > MOST_PEERS) {
            throw Failure.refused("Only the operator, the orchestrator and the project manager write to more than " + MOST_PEERS + " of the others at once, as to all.", Outbox.INSTEAD_OF_ALL);
        }
    }

    /** Whom a text in a thread names with an @, besides its sender; who is nobody is kept for the receipt. */
    private List<Recipient> mentioned(Mission mission, Tx tx) {
        List<Agent> team = Agent.Table.ofMission(tx.sql(), mission.id()).stream().filter(a -> !a.hasLeft()).toList();
        Mentions mentions = Mentions.in(body, new TeamNames(mission.id(), team, hubs.matrices()::roles));
        nobody = mentions.nobody();
        Stream<Recipient> operator = mentions.operator() ? Stream.of(new Recipient(mission, null)) : Stream.empty();
        return Stream.concat(mentions.agents().stream().map(agent -> new Recipient(mission, agent)), operator).filter(r -> !r.name().equals(draft.sender())).toList();
    }

    private void refuse(List<Recipient> strangers, Tx tx) {
        String names = String.join(", ", strangers.stream().map(Recipient::name).toList());
        refusal = Failure.refused(draft.sender() + " does not write to " + names + " directly in this team.", "Let the orchestrator pass it on: mc send orchestrator \"...\"");
        strangers.forEach(r -> tx.append(new Event.MessageRefused(r.mission().id(), agent(r.mission(), draft.sender(), tx).map(Agent::id).orElse(null), draft.sender(), r.name(), body, refusal.getMessage())));
    }

    private void accept(Recipient to, String type, String thread, boolean isOffMatrix, Tx tx) {
        boolean isToBeReported = isCritical && to.agent() != null && !HubPolicy.isHub(to.name());
        String text = isToBeReported ? body + Message.ADDED + templates.required("messages/critical.md").strip() : body;
        Optional<Message> earlier = draft.key() == null ? Optional.empty() : Message.withKey(tx.sql(), to.mission().id(), draft.sender(), to.name(), draft.key());
        if (earlier.isPresent()) {
            if (!earlier.get().isAbout(body)) {
                throw Failure.refused("The key " + draft.key() + " was used already, for another text: " + earlier.get().id() + ".", "Take another key for another message.");
            }
            accepted.add(new Accepted(earlier.get().id(), to, true, isOffMatrix, null));
            return;
        }
        String id = Ids.random("m");
        tx.append(queued(id, to, text, new Event.Letter(to.name(), type, draft.subject(), draft.urgent(), draft.inbox() || to.agent() == null, thread, draft.replyTo(),
                draft.notBefore() == null ? null : draft.notBefore().toString(), draft.key(), isCritical)));
        accepted.add(new Accepted(id, to, false, isOffMatrix, null));
    }

    /**
     * A copy for the orchestrator of what is critical, and of what its sender wants there; of the latter also one for the project manager
     * when it is about merges. Nobody gets a copy of what hubs say or get themselves.
     */
    private void copyToHubs(Mission mission, String type, Tx tx) {
        boolean hasHub = HubPolicy.isHub(draft.sender()) || accepted.stream().anyMatch(a -> HubPolicy.isHub(a.to().name()));
        List<Accepted> fresh = accepted.stream().filter(a -> !a.isDuplicate()).toList();
        if (fresh.isEmpty() || hasHub || !isCritical && !draft.hub()) {
            return;
        }
        String original = fresh.get(0).message();
        String names = String.join(", ", fresh.stream().map(a -> a.to().name()).toList());
        String text = Placeholders.fill(templates.required("messages/copy.md").strip(), Map.of("id", original, "from", draft.sender(), "to", names, "text", body));
        Recipient orchestrator = new Recipient(mission, agent(mission, Role.ORCHESTRATOR, tx).orElse(null)); // without one, the operator's
        String copy = copy(original, orchestrator, text, type, tx);
        if (draft.hub() && Wording.isAboutMerging(body)) {
            agent(mission, Role.PROJECT_MANAGER, tx).ifPresent(manager -> copy(original, new Recipient(mission, manager), text, type, tx));
        }
        accepted.replaceAll(a -> a.isDuplicate() ? a : new Accepted(a.message(), a.to(), false, a.isOffMatrix(), copy));
    }

    private String copy(String original, Recipient hub, String text, String type, Tx tx) {
        String id = Ids.random("m");
        tx.append(queued(id, hub, text, new Event.Letter(hub.name(), type, draft.subject(), draft.urgent(), draft.inbox() || hub.agent() == null, null, null, null, null, isCritical, original)));
        return id;
    }

    private Event queued(String id, Recipient to, String text, Event.Letter letter) {
        return new Event.MessageQueued(to.mission().id(), to.agent() == null ? null : to.agent().id(), id, draft.sender(), text, letter);
    }

    private static Optional<Agent> agent(Mission mission, String role, Tx tx) {
        return Agent.Table.ofMission(tx.sql(), mission.id()).stream().filter(a -> a.role().equals(role) && !a.hasLeft()).findFirst();
    }
}
