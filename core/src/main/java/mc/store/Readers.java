package mc.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jdbi.v3.core.ConnectionFactory;

/** Keeps a few reading connections open between questions: opening one costs more than most questions do. Thread-safe. */
final class Readers implements ConnectionFactory, AutoCloseable {

    private static final int KEPT = 4;

    private final ConnectionFactory source;
    private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(KEPT);

    Readers(ConnectionFactory source) {
        this.source = source;
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = idle.poll();
        return connection == null ? source.openConnection() : connection;
    }

    /** Closes those that are idle. */
    @Override
    public void close() throws SQLException {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.close();
        }
    }

    /** One whose transaction is still open would show its next user an old state, so it is not kept. */
    @Override
    public void closeConnection(Connection connection) throws SQLException {
        boolean isReusable = !connection.isClosed() && connection.getAutoCommit();
        if (!isReusable || !idle.offer(connection)) {
            connection.close();
        }
    }
}
