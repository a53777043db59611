package mc.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UntrustedTest {

    private static final int STRINGS = 50_000;
    /** What terminals and editors act on, and beginnings of it that never end. */
    private static final String[] PIECES = {
        "\u001b", "\u001b[", "\u001b[31m", "\u001b[2J", "\u001b]0;title\u0007", "\u001b]8;;http://x\u001b\\", "\u001bP", "\u001b(", "\u001b#8", "\u009b31m", "\u009d0;x\u009c", "\u0090q", "\u0007", "\b", "\r", "\r\n", "\n", "\t",
        "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u2028", "\u00ad", "\u061c", "\ufe0f", "\u3164", "\u034f", "\ud83d\ude42", "\ud83d", "\ude42", "\u007f", "\u0000", "a", "é", "日本", "[31m", ";", "\\", " "};

    /** Two seeds, so that both halves of the 100,000 can be told apart in a report. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void nothingThatActsOrHidesIsLeft(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < STRINGS; i++) {
            String text = random.nextBoolean() ? bytes(random) : pieces(random);
            String block = Untrusted.block(text);
            assertThat(block.codePoints().filter(UntrustedTest::isForbidden).findFirst()).as("seed %d, text %d", seed, i).isEmpty();
            assertThat(Untrusted.block(block)).as("idempotent: seed %d, text %d", seed, i).isEqualTo(block);
            int max = 1 + random.nextInt(30);
            String line = Untrusted.line(text, max);
            assertThat(line.codePointCount(0, line.length())).as("seed %d, text %d", seed, i).isLessThanOrEqualTo(max);
            assertThat(line).as("seed %d, text %d", seed, i).doesNotContain("\n", "\t");
            assertThat(Untrusted.line(line, max)).as("idempotent: seed %d, text %d", seed, i).isEqualTo(line);
        }
    }

    private static String bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        return new String(bytes, random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    private static String pieces(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            text.append(random.nextInt(8) == 0 ? Character.toString(random.nextInt(0x110000)) : PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** C0 without line feed and tab, DEL and C1, half pairs, bidirectional controls, zero width, line separators, tags. */
    private static boolean isForbidden(int c) {
        return c < 0x20 && c != '\n' && c != '\t'
                || c >= 0x7f && c <= 0x9f
                || c >= 0xd800 && c <= 0xdfff
                || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0x200e || c == 0x200f || c == 0x061c
                || c >= 0x200b && c <= 0x200d || c == 0x2060 || c == 0xfeff || c == 0x00ad || c == 0x180e
                || c == 0x2028 || c == 0x2029
                || c == 0x034f || c == 0x3164 || c >= 0xfe00 && c <= 0xfe0f
                || c >= 0xe0000 && c <= 0xe0fff;
    }

    @Test
    void keepsPlainText() {
        String text = "naïve — 日本語 🙂 e\u0301 \\ $(x) `y` #{z} [31m\n\tindented";
        assertThat(Untrusted.block(text)).isEqualTo(text);
        assertThat(Untrusted.block(null)).isEmpty();
        assertThat(Untrusted.line(" a\n\tb  c ", 10)).isEqualTo("a b c");
        assertThat(Untrusted.line("12345", 4)).isEqualTo("123…");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a\\e[1;31mb | ab", "a\\e]0;title\\ab | ab", "a\\e]0;title\\e\\\\b | ab", "a\\eP1$r\\e\\\\b | ab", "a\\e(Bb | ab", "a\\e7b | ab", "a\\e[31 | a", "a\\e]never ends | a"})
    void removesWholeSequencesAndNotTheTextAround(String hostile, String clean) {
        assertThat(Untrusted.block(hostile.replace("\\e", "\u001b").replace("\\a", "\u0007").replace("\\\\", "\\"))).isEqualTo(clean);
    }

    @Test
    void anUnfinishedSequenceHidesNoFurtherLine() {
        assertThat(Untrusted.block("a\u001b]0;hidden\nvisible")).isEqualTo("a\nvisible");
    }
}
