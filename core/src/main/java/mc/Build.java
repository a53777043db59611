package mc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which mc this is: its version, and the stamp of the build, by which a program and a daemon of different builds know each other. */
public record Build(String version, String stamp) {

    public static Build current() {
        try (InputStream in = Build.class.getResourceAsStream("/mc/build.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return new Build(properties.getProperty("version"), properties.getProperty("build"));
        } catch (IOException e) {
            throw new UncheckedIOException("mc's own jar is damaged", e);
        }
    }

    /** Both in one word, such as {@code 0.1.0+20261120}. */
    public String full() {
        return version + "+" + stamp;
    }
}
