package mc.testing;

import java.util.List;
import java.util.Random;

/** Texts chosen to break quoting: a fixed collection, and as many random mixtures as wanted from a seed. */
public final class Hostile {

    public static final List<String> TEXTS = List.of(
            "", " ", ";", "a;", "a\\;", "\\", "\\\\;", "\"", "'", "$HOME", "${HOME}", "~", "~root", "#", "##", "#[x", "##[x", "#{pane_id}", "#S", "#(touch canary)", "$(touch canary)", "`touch canary`",
            "%end 1 2 1", "%begin", "%if 1", "%%", "-t", "--", "{", "}", "{ kill-server }", "\n", "a\nb", "\r\n", "\t", "\u0001", "\u001b[31m", "\u007f", "é", "日本語", "🙂", "e\u0301", "\u202e", "Enter", "C-c",
            "a b", " a", "a ", "#,", "#}", "%H%M", "|&;<>()*?[]=!^", "\\n", "\\012", "\\u0041", "A=1", "# comment", "source-file x");

    private Hostile() {}

    /** A mixture of one to six pieces of the collection and random characters; never a NUL or half a surrogate pair. */
    public static String next(Random random) {
        StringBuilder out = new StringBuilder();
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            if (random.nextBoolean()) {
                out.append(TEXTS.get(random.nextInt(TEXTS.size())));
            } else {
                int limit = random.nextInt(4) == 0 ? 0xd7ff : 0x7f;
                out.append((char) (1 + random.nextInt(limit)));
            }
        }
        return out.toString();
    }
}
