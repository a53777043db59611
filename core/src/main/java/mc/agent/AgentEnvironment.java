package mc.agent;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which variables of the user's environment an agent gets: what programs need to find their way, their language, their proxy and
 * their own account; nothing else. More names can be given in the configuration ({@code agent.env}).
 */
public final class AgentEnvironment {

    private static final List<String> NAMES = List.of(
            "HOME", "PATH", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "EDITOR", "VISUAL", "PAGER", "COLORTERM",
            "SSH_AUTH_SOCK", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
            "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "JAVA_HOME", "DISABLE_AUTOUPDATER", "IS_SANDBOX");
    private static final List<String> PREFIXES = List.of("LC_", "XDG_", "ANTHROPIC_", "CLAUDE_", "AWS_", "GOOGLE_", "CLOUD_ML_", "VERTEX_", "GIT_AUTHOR_", "GIT_COMMITTER_", "MC_DEMO_");
    /** Set by Claude Code for its own children: an agent started from inside one must not take them for its own. */
    private static final List<String> FOREIGN = List.of("CLAUDECODE", "CLAUDE_CODE_SESSION_ID", "CLAUDE_PID", "CLAUDE_PROJECT_DIR", "CLAUDE_CODE_MESSAGING_SOCKET", "CLAUDE_CODE_MESSAGING_TOKEN", "CLAUDE_CODE_SESSION_ATTENDED", "CLAUDE_ENV_FILE", "CLAUDE_CODE_ENTRYPOINT");

    private AgentEnvironment() {}

    public static Map<String, String> select(Map<String, String> env, List<String> more) {
        Map<String, String> selected = new TreeMap<>();
        env.forEach((name, value) -> {
            boolean isAllowed = NAMES.contains(name) || more.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
            if (isAllowed && !FOREIGN.contains(name) && name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                selected.put(name, value);
            }
        });
        return selected;
    }
}
