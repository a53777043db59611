package mc.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentEnvironmentTest {

    private static Map<String, String> env(String... names) {
        Map<String, String> env = new HashMap<>();
        for (String name : names) {
            env.put(name, "value of " + name);
        }
        return env;
    }

    @Test
    void takesWhatProgramsAndTheirAccountsNeed() {
        Map<String, String> needed = env("HOME", "PATH", "LANG", "LC_ALL", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "https_proxy", "ANTHROPIC_API_KEY", "CLAUDE_CONFIG_DIR", "GIT_AUTHOR_NAME", "MC_DEMO_SCRIPT");
        assertThat(AgentEnvironment.select(needed, List.of())).isEqualTo(needed);
    }

    @Test
    void leavesSecretsOfOthersBehind() {
        assertThat(AgentEnvironment.select(env("GITHUB_TOKEN", "NPM_TOKEN", "DATABASE_URL", "PGPASSWORD", "OPENAI_API_KEY", "MC_HOME", "MC_TOKEN", "MC_AGENT", "TMUX", "TMUX_PANE", "LD_PRELOAD", "JAVA_TOOL_OPTIONS",
                "BASH_ENV", "ENV", "GIT_DIR", "GIT_SSH_COMMAND", "GIT_CONFIG_COUNT", "HOMER", "home"), List.of())).isEmpty();
    }

    @Test
    void dropsWhatAnOuterClaudeSetForItsOwnChildren() {
        assertThat(AgentEnvironment.select(env("CLAUDECODE", "CLAUDE_CODE_SESSION_ID", "CLAUDE_PID", "CLAUDE_PROJECT_DIR", "CLAUDE_ENV_FILE", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_CODE_MESSAGING_TOKEN",
                "CLAUDE_CODE_USE_BEDROCK"), List.of("CLAUDECODE"))).containsOnlyKeys("CLAUDE_CODE_USE_BEDROCK");
    }

    @Test
    void addsWhatTheUserNamesIfItCanBeAName() {
        String hostile = "XDG_$(touch canary)";
        Map<String, String> env = env("NPM_TOKEN", "GITHUB_TOKEN", hostile, "LC_a b", "LC_\n", "1A");
        assertThat(AgentEnvironment.select(env, List.of("NPM_TOKEN", hostile, "1A", "NOT_SET"))).containsOnlyKeys("NPM_TOKEN");
    }
}
