package mc.daemon;

import mc.agent.Mission;
import mc.daemon.ApiServer.Call;
import mc.mission.Missions;

/** Which mission a call is about: an agent's own, else the one its parameters name, else the only one that runs. */
record Chosen(Missions missions) {

    Mission by(Call call) {
        if (call.caller() instanceof Caller.Member member) {
            return missions.choose(member.agent().mission(), null);
        }
        return missions.choose(call.text("mission"), call.text("project"));
    }
}
