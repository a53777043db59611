package mc.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Prints the version, for the launcher's own tests. */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws IOException {
        Properties build = new Properties();
        try (InputStream in = Main.class.getResourceAsStream("/mc/build.properties")) {
            build.load(in);
        }
        System.out.println("mc " + build.getProperty("version"));
    }
}
