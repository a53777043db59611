package mc.plan;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Puts foreign text into a prompt so that its end cannot be forged and its length is bounded. Stateless. */
final class Quote {

    private Quote() {}

    /** A line start that the text does not contain: it is made from the text's own hash. */
    static String boundary(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "-----" + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The text, cut at a whole character if its UTF-8 form is longer than {@code maxBytes}; the cut is said. */
    static String clip(String text, int maxBytes) {
        if (text.length() <= maxBytes / 3) {
            return text; // no character of Java's takes more than three bytes
        }
        ByteBuffer bytes = ByteBuffer.allocate(maxBytes);
        CharBuffer chars = CharBuffer.wrap(text);
        StandardCharsets.UTF_8.newEncoder().encode(chars, bytes, true);
        int taken = chars.position();
        return taken == text.length() ? text : text.substring(0, taken) + "\n[cut here: " + (text.length() - taken) + " more characters]";
    }
}
