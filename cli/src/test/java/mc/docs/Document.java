package mc.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown file of the repository, as far as its truth can be checked. Immutable. */
record Document(Path file, String text) {

    static final Path ROOT = root();

    private static final Pattern SPAN = Pattern.compile("`([^`\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]\n]+\\]\\(([^)\\s]+)\\)");

    static Document of(String path) {
        try {
            return new Document(ROOT.resolve(path), Files.readString(ROOT.resolve(path)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every document for people. */
    static List<Document> all() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream<String> inDocs = docs.filter(f -> f.toString().endsWith(".md")).map(f -> ROOT.relativize(f).toString());
            return Stream.concat(Stream.of("README.md", "AGENTS.md", "registry/README.md"), inDocs.sorted()).map(Document::of).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String name() {
        return ROOT.relativize(file).toString();
    }

    /** Fenced and indented code, line by line. */
    List<String> codeLines() {
        List<String> code = new ArrayList<>();
        boolean isFenced = false;
        for (String line : text.split("\n")) {
            if (line.startsWith("```")) {
                isFenced = !isFenced;
            } else if (isFenced || line.startsWith("    ")) {
                code.add(line.strip());
            }
        }
        return code;
    }

    /** The fenced block in this language. */
    String fenced(String language) {
        int from = text.indexOf("```" + language + "\n");
        return text.substring(from + language.length() + 4, text.indexOf("\n```", from));
    }

    /** What stands between single backticks, outside of code. */
    List<String> spans() {
        return results(SPAN, prose()).map(m -> m.group(1)).toList();
    }

    List<String> links() {
        return results(LINK, prose()).map(m -> m.group(1)).toList();
    }

    /** The anchors of its headings, as GitHub makes them. */
    List<String> anchors() {
        return prose().lines().filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase().replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-')).toList();
    }

    /** From the heading with these words to the next one of any level; empty when there is none. */
    String section(String heading) {
        List<String> lines = Arrays.asList(text.split("\n"));
        int from = lines.indexOf("## " + heading) + lines.indexOf("### " + heading) + 1;
        if (from < 0) {
            return "";
        }
        int to = from + 1;
        while (to < lines.size() && !lines.get(to).matches("##+ .*")) {
            to++;
        }
        return String.join("\n", lines.subList(from, to));
    }

    /** The code spans in the first column of the tables in a text. */
    static List<String> firstColumn(String text) {
        return text.lines().filter(line -> line.startsWith("| ")).flatMap(line -> results(SPAN, line.split(" \\| ")[0]).map(m -> m.group(1))).toList();
    }

    private String prose() {
        return text.replaceAll("(?ms)^```.*?^```$", "").replaceAll("(?m)^ {4}.*$", "");
    }

    private static Stream<MatchResult> results(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static Path root() {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.exists(dir.resolve("scripts/mc"))) {
            dir = dir.getParent();
        }
        return dir;
    }
}
