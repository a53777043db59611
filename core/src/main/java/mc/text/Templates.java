package mc.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import mc.Failure;
import mc.Home;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The data mc ships ({@code templates/}), each file replaceable by one of the same name under {@code MC_HOME/templates}.
 * Templates are data: nothing in one names a command that mc runs. Thread-safe; files are read anew at each call.
 */
public record Templates(Home home) {

    /** What mc ships alone, as if the user had no file. */
    public static Templates shippedOnly() {
        return new Templates(new Home(Path.of("/dev/null"))); // in which nothing is
    }

    /** The text of a template such as {@code roles/developer.md}; empty when neither the user nor mc has one. */
    public Optional<String> text(String name) {
        if (name.contains("..") || name.startsWith("/")) {
            throw new IllegalArgumentException("Not a template name: " + name);
        }
        return own(name).or(() -> shipped(name));
    }

    /** The user's own template of this name. One that is larger than 256 KB, or no regular file, is refused before anything reads it whole. */
    public Optional<String> own(String name) {
        Path own = home.templates().resolve(name);
        if (!Files.exists(own, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SafeFiles.text(real(own)));
        } catch (IOException e) {
            throw Failure.failed("The template " + own + " was not read: " + Untrusted.line(e.getMessage(), 300), "Put a UTF-8 file of at most 256 KB in its place, or remove it to use the shipped one.", e);
        }
    }

    private static Path real(Path file) throws IOException {
        try {
            return file.toRealPath();
        } catch (NoSuchFileException e) {
            throw new IOException("it is a link that leads nowhere.", e);
        }
    }

    /** What mc ships under this name, whatever the user has. */
    public static Optional<String> shipped(String name) {
        try (InputStream shipped = Templates.class.getResourceAsStream("/templates/" + name)) {
            return shipped == null ? Optional.empty() : Optional.of(new String(shipped.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The shipped template " + name + " cannot be read", e);
        }
    }

    /** A template that mc ships and that therefore always exists. */
    public String required(String name) {
        return text(name).orElseThrow(() -> new IllegalStateException("The shipped template " + name + " is missing"));
    }

    /** A YAML template as plain maps, lists and scalars; a syntax error is the user's to mend and says where it is. */
    public Map<String, Object> yaml(String name) {
        return parseYaml(required(name), home.templates().resolve(name).toString());
    }

    /** The names in a folder, shipped and the user's own, without their extension, sorted. */
    public List<String> names(String folder, String extension) {
        TreeSet<String> names = new TreeSet<>();
        required(folder + "/index").lines().map(String::strip).filter(l -> !l.isEmpty()).forEach(names::add);
        Path own = home.templates().resolve(folder);
        if (Files.isDirectory(own)) {
            try (Stream<Path> files = Files.list(own)) {
                files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(extension)).map(f -> f.substring(0, f.length() - extension.length())).forEach(names::add);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot list " + own, e);
            }
        }
        return List.copyOf(names);
    }

    /** YAML text as a map; {@code where} names the source in the error. Only plain data is accepted, no Java types. */
    public static Map<String, Object> parseYaml(String text, String where) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(50);
        Object loaded;
        try {
            loaded = new Yaml(new SafeConstructor(options)).load(text);
        } catch (YAMLException e) {
            throw Failure.usage("The file " + where + " is not valid YAML: " + Untrusted.line(e.getMessage(), 300), "Mend the line it names, or move the file away to use the defaults.");
        }
        if (loaded == null) {
            return Map.of();
        }
        if (!(loaded instanceof Map<?, ?> map)) {
            throw Failure.usage("The file " + where + " holds no YAML mapping (key: value) at its top level.", "Start it with a key, or move the file away to use the defaults.");
        }
        java.util.LinkedHashMap<String, Object> result = new java.util.LinkedHashMap<>();
        map.forEach((key, value) -> result.put(String.valueOf(key), value));
        return result;
    }
}
