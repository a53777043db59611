package mc.team;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mc.Failure;
import mc.text.Templates;
import mc.text.Untrusted;

/** The services a project runs: those of its compose files, its systemd units, its Kubernetes workloads. Stateless. */
final class ServiceCount {

    private static final Pattern COMPOSE = Pattern.compile("(docker-)?compose[\\w.-]*\\.ya?ml");
    private static final Pattern WORKLOAD = Pattern.compile("(?m)^kind:\\s*(Deployment|StatefulSet|DaemonSet)\\s*$");
    private static final int MAX_READ = 200; // YAML files opened in search of workloads

    private ServiceCount() {}

    /** Each service as "name (file)"; a file that cannot be understood adds none. */
    static List<String> in(ProjectTree tree) {
        List<ProjectTree.Entry> files = tree.entries().stream().filter(entry -> !entry.directory()).toList();
        List<String> services = new ArrayList<>();
        files.stream().filter(file -> COMPOSE.matcher(file.name()).matches()).flatMap(file -> compose(tree, file)).distinct().forEach(services::add);
        files.stream().filter(file -> file.name().endsWith(".service")).map(file -> Untrusted.line(file.path().toString(), 120)).forEach(services::add);
        files.stream()
                .filter(file -> file.name().matches(".*\\.ya?ml") && !COMPOSE.matcher(file.name()).matches())
                .limit(MAX_READ)
                .flatMap(file -> WORKLOAD.matcher(tree.text(file).orElse("")).results().map(hit -> hit.group(1) + " (" + Untrusted.line(file.path().toString(), 120) + ")"))
                .forEach(services::add);
        return List.copyOf(services);
    }

    private static Stream<String> compose(ProjectTree tree, ProjectTree.Entry file) {
        String path = Untrusted.line(file.path().toString(), 120);
        try {
            Object services = Templates.parseYaml(tree.text(file).orElse(""), path).get("services");
            return services instanceof Map<?, ?> map ? map.keySet().stream().map(name -> Untrusted.line(String.valueOf(name), 60) + " (" + path + ")") : Stream.empty();
        } catch (Failure e) {
            return Stream.empty(); // the project's own file, not ours: a broken one only counts for nothing
        }
    }
}
