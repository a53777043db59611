package mc.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import mc.Home;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Unpacks the native SQLite library once per version. The driver would unpack a copy into the temporary directory at each start,
 * and leave it there when the daemon is killed.
 */
final class SqliteLibrary {

    private SqliteLibrary() {}

    static void unpackInto(Path dir) {
        if (System.getProperty("org.sqlite.lib.path") != null) {
            return;
        }
        String name = LibraryLoaderUtil.getNativeLibName();
        Path home = dir.resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
        Path library = home.resolve(name);
        try {
            if (!Files.isRegularFile(library)) {
                Home.privateDirectory(home);
                try (InputStream in = SqliteLibrary.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
                    if (in == null) {
                        return; // no library for this platform inside the driver: let it say so itself
                    }
                    Path temp = Files.createTempFile(home, "lib", ".tmp");
                    Files.copy(in, temp, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(temp, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            System.setProperty("org.sqlite.lib.path", home.toString());
            System.setProperty("org.sqlite.lib.name", name);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Cannot unpack the SQLite library into " + home, e);
        }
    }
}
