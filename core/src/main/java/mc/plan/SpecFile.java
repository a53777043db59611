package mc.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import mc.Failure;
import mc.text.Untrusted;

/** Reads a spec from a file, or says plainly why it cannot be one. Never reads more than the limit and never waits. Stateless. */
public final class SpecFile {

    /** The longest spec, in bytes. */
    public static final int MAX_BYTES = 1_000_000;

    private SpecFile() {}

    /** The text, with line feeds only and without a byte order mark; every problem is a usage failure with its remedy. */
    public static String read(Path file) {
        String name = Untrusted.line(file.toString(), 300);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw Failure.usage("The spec " + name + " is a directory.", "Name the file inside it, such as " + name + "/spec.md.");
            }
            if (!attributes.isRegularFile()) {
                throw Failure.usage("The spec " + name + " is a pipe or a device, not a file.", "Save the text to a file and name that.");
            }
            if (attributes.size() > MAX_BYTES) {
                throw tooBig(name, attributes.size());
            }
            return text(bytes(file, name), name);
        } catch (NoSuchFileException e) {
            throw Failure.usage("There is no spec " + name + ".", "Check the path; it is taken from the directory in which you called mc.");
        } catch (AccessDeniedException e) {
            throw Failure.usage("The spec " + name + " may not be read by you.", "Make it readable with chmod u+r, or copy it.");
        } catch (IOException e) {
            throw Failure.usage("The spec " + name + " cannot be read: " + Untrusted.line(e.getMessage(), 200), "Check the path and the disk.");
        }
    }

    private static byte[] bytes(Path file, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1); // it may have grown since it was asked for its size, and /proc files say 0
            if (bytes.length > MAX_BYTES) {
                throw tooBig(name, bytes.length);
            }
            return bytes;
        }
    }

    private static Failure tooBig(String name, long size) {
        return Failure.usage("The spec " + name + " is too big: " + size + " bytes, and at most " + MAX_BYTES + " are read.", "Keep the spec to what is to be built, and point to other documents in the repository.");
    }

    private static String text(byte[] bytes, String name) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw Failure.usage("The spec " + name + " is not text: it has a zero byte at offset " + i + ".", "Give a text file in UTF-8, such as Markdown; export other formats first.");
            }
        }
        String text = decode(bytes, name).replace("\r\n", "\n").replace('\r', '\n');
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        long strange = plain.chars().filter(c -> c < 0x20 && c != '\n' && c != '\t' && c != '\f' && c != 0x1b).count();
        if (strange > 0 && strange * 100 >= plain.length()) {
            throw Failure.usage("The spec " + name + " is not text: " + strange + " of its " + plain.length() + " characters are control characters.", "Give a text file in UTF-8, such as Markdown; export other formats first.");
        }
        if (Untrusted.block(plain).isBlank()) {
            throw Failure.usage("The spec " + name + " is empty.", "Write down what is to be built; two lines are enough to start.");
        }
        return plain;
    }

    private static String decode(byte[] bytes, String name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw Failure.usage("The spec " + name + " is not UTF-8: the byte at offset " + in.position() + " fits no character.", "Convert it, for example: iconv -f latin1 -t utf-8 OLD > NEW");
        }
        return out.flip().toString();
    }
}
