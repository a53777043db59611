package mc.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import mc.agent.Mission;
import mc.testing.ShippedData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubPolicyTest {

    private final HubPolicy policy = new HubPolicy(ShippedData.DATA.matrices());

    @ParameterizedTest
    @CsvSource({
        "none,orchestrator,developer,true", "none,testrunner,orchestrator,true", "none,project_manager,testrunner,true", "none,testrunner,project_manager,true",
        "none,developer,tester,true", "none,tester,developer,true", "none,tester,devops,false", "none,devops,tester,false", "web_application,devops,networkops,false", "system_deployment,devops,networkops,true",
        "none,operator,tester,true", "none,tester,operator,true", "none,mc,tester,true", "none,temp-review,orchestrator,true", "none,temp-review,tester,false", "none,researcher,temp-review,true",
    })
    void hubsReachEverybodyAndTheMatrixDecidesAmongTheOthers(String type, String from, String to, boolean isDirect) {
        assertThat(policy.isDirect(mission(type), from, to)).isEqualTo(isDirect);
    }

    private static Mission mission(String type) {
        return new Mission("app-1", "app-1", "app", "/p", Mission.RUNNING, "mc", "app", null, "main", "c0ffee", type, "small", "offline", "default", null, false, "own", false, Instant.EPOCH, null);
    }
}
