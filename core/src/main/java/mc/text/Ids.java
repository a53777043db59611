package mc.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes the short random ids that mc puts into texts and file names, and the secrets of agents. Thread-safe. */
public final class Ids {

    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"; // no 0/o, 1/i/l: people read them aloud
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** An id such as {@code m-7kq2xw9p}: the prefix and eight random characters, about 40 bits. */
    public static String random(String prefix) {
        StringBuilder id = new StringBuilder(prefix).append('-');
        for (int i = 0; i < 8; i++) {
            id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    /** A secret of 256 bits. */
    public static String secret() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The SHA-256 of a text, in hexadecimal: what is stored in place of a secret. */
    public static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    /** A name for tmux and the file system out of any text: {@code [A-Za-z0-9_-]}, at most {@code max} long, never empty. */
    public static String name(String text, int max) {
        String plain = text.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^-+|-+$", "");
        String cut = plain.length() > max ? plain.substring(0, max).replaceAll("-+$", "") : plain;
        return cut.isEmpty() ? "project" : cut;
    }
}
