package mc.compliance.extract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One sentence of a Markdown text. Immutable.
 *
 * @param line the number of the line it begins on, counted from 1
 * @param headings those above it, the innermost last, each cut to {@value #LONGEST_HEADING} characters; last the line with a colon at its end that the list it is in belongs to
 * @param isItem whether it is, or is part of, an item of a list
 * @param isNumbered whether that list is numbered
 */
record Sentence(int line, List<String> headings, String text, boolean isItem, boolean isNumbered) {

    private static final int MOST = 5_000;
    private static final int LONGEST = 2_000;
    private static final int LONGEST_HEADING = 200;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}[.)] .*", Pattern.DOTALL);
    private static final Pattern LEAD = Pattern.compile(":[*_]{0,3}$");
    private static final String STRIKE = "~~";
    private static final Pattern RULER = Pattern.compile("[-|: =*_]+");

    /**
     * The sentences of a text, in its order. Code, quotes, comments, what is struck out and what stands before the text between two
     * lines of dashes are no part of it. Linear in the length of the text; what follows the first {@value #MOST} sentences is left out.
     */
    static List<Sentence> of(String markdown) {
        Reader reader = new Reader();
        String[] lines = markdown.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            reader.line(i + 1, lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i]);
        }
        reader.endBlock();
        return reader.sentences;
    }

    /** Whether it says what the list below it is about. */
    boolean isLead() {
        return LEAD.matcher(text).find();
    }

    /** Goes from line to line: gathers a block, which is a paragraph, an item, a row of a table, and cuts it into sentences. */
    private static final class Reader {
        private final List<Sentence> sentences = new ArrayList<>();
        private final String[] headings = new String[6];
        private final StringBuilder block = new StringBuilder();
        private final List<int[]> lineAt = new ArrayList<>(); // where in the block each of its lines begins
        private String lead; // what the list belongs to
        private int leadIndent;
        private int indent;
        private int nextLine;
        private boolean isItem;
        private boolean isNumbered;
        private boolean isInList;
        private boolean isInComment;
        private boolean isInFrontMatter;
        private String fence;

        void line(int number, String raw) {
            String stripped = raw.strip();
            if (fence != null) {
                fence = stripped.startsWith(fence) ? null : fence;
                return;
            }
            if (number == 1 && stripped.equals("---")) {
                isInFrontMatter = true;
                return;
            }
            if (isInFrontMatter) {
                isInFrontMatter = !stripped.equals("---");
                return;
            }
            String text = withoutComments(raw);
            stripped = text.strip();
            if (stripped.startsWith("```") || stripped.startsWith("~~~")) {
                endBlock();
                fence = stripped.substring(0, 3);
            } else if (stripped.isEmpty() || RULER.matcher(stripped).matches()) {
                endBlock();
            } else if (stripped.startsWith(">")) {
                endBlock();
            } else if (stripped.startsWith("#")) {
                endBlock();
                heading(stripped);
            } else if (isItemStart(stripped)) {
                endBlock();
                isInList = true;
                isItem = true;
                indent = raw.length() - raw.stripLeading().length();
                lead = indent <= leadIndent ? null : lead;
                isNumbered = Character.isDigit(stripped.charAt(0));
                add(number, stripped.substring(stripped.indexOf(' ') + 1));
            } else if (stripped.startsWith("|")) {
                endBlock();
                add(number, stripped.replace('|', ' '));
                endBlock();
            } else if (block.length() == 0 && (text.startsWith("    ") || text.startsWith("\t")) && !isInList) {
                return; // code
            } else {
                isInList = isInList && (block.length() > 0 || Character.isWhitespace(text.charAt(0)));
                add(number, stripped);
            }
        }

        private static boolean isItemStart(String line) {
            return line.startsWith("- ") || line.startsWith("* ") || line.startsWith("+ ") || NUMBER.matcher(line).matches();
        }

        private String withoutComments(String line) {
            StringBuilder out = new StringBuilder();
            int i = 0;
            while (i < line.length()) {
                int mark = line.indexOf(isInComment ? "-->" : "<!--", i);
                if (!isInComment) {
                    out.append(line, i, mark < 0 ? line.length() : mark);
                }
                if (mark < 0) {
                    break;
                }
                i = mark + (isInComment ? 3 : 4);
                isInComment = !isInComment;
            }
            return out.toString();
        }

        private void heading(String line) {
            int depth = 0;
            while (depth < line.length() && depth < headings.length && line.charAt(depth) == '#') {
                depth++;
            }
            headings[depth - 1] = cut(line.substring(depth));
            lead = null;
            for (int deeper = depth; deeper < headings.length; deeper++) {
                headings[deeper] = null;
            }
            isInList = false;
        }

        private void add(int number, String text) {
            if (block.length() > 0) {
                block.append(' ');
            }
            lineAt.add(new int[] {block.length(), number});
            block.append(text);
        }

        /** What is struck out, as blanks, so that everything else stays where it is. */
        private void strike() {
            int open = block.indexOf(STRIKE);
            while (open >= 0) {
                int close = block.indexOf(STRIKE, open + STRIKE.length());
                for (int i = open; i < close + STRIKE.length() && close >= 0; i++) {
                    block.setCharAt(i, ' ');
                }
                open = close < 0 ? -1 : block.indexOf(STRIKE, close + STRIKE.length());
            }
        }

        void endBlock() {
            strike();
            if (!isItem && block.length() > 0) {
                lead = null;
            }
            int begin = 0;
            for (int i = 0; i < block.length(); i++) {
                char c = block.charAt(i);
                boolean isLast = i == block.length() - 1;
                boolean isEnd = (c == '.' || c == '!' || c == '?') && !isLast && block.charAt(i + 1) == ' ' && !isAbbreviation(i);
                if (isEnd || c == ';' || isLast || i - begin >= LONGEST) {
                    sentence(begin, i + 1);
                    begin = i + 1;
                }
            }
            String text = block.toString().strip();
            if (LEAD.matcher(text).find()) {
                lead = cut(text);
                leadIndent = isItem ? indent : -1;
            }
            block.setLength(0);
            lineAt.clear();
            nextLine = 0;
            isItem = false;
            isNumbered = false;
        }

        private static String cut(String heading) {
            String text = heading.strip();
            return text.length() > LONGEST_HEADING ? text.substring(0, LONGEST_HEADING) : text;
        }

        /** {@code min.}, {@code max.}, {@code e.g.} and the like end no sentence when a small letter or a digit follows. */
        private boolean isAbbreviation(int dot) {
            char next = dot + 2 < block.length() ? block.charAt(dot + 2) : 'A';
            return block.charAt(dot) == '.' && (Character.isLowerCase(next) || Character.isDigit(next));
        }

        private void sentence(int begin, int end) {
            while (lineAt.size() > nextLine + 1 && lineAt.get(nextLine + 1)[0] <= begin + 1) {
                nextLine++;
            }
            String text = block.substring(begin, end).strip();
            if (!text.isEmpty() && sentences.size() < MOST) {
                sentences.add(new Sentence(lineAt.get(nextLine)[1], Stream.concat(Arrays.stream(headings), Stream.of(lead == null ? "" : lead)).filter(heading -> heading != null && !heading.isEmpty()).toList(), text, isItem, isNumbered));
            }
        }
    }
}
