package mc.compliance;

import java.util.Map;
import org.jdbi.v3.core.Handle;

/** How many violations of a mission are open, by severity, and whether its rules are watched; scripts rely on the names. Immutable. */
public record OpenViolations(int critical, int high, int medium, int low, boolean watched) {

    public static OpenViolations of(Handle sql, String mission) {
        Map<Severity, Integer> open = Violation.countOpen(sql, mission);
        return new OpenViolations(open.getOrDefault(Severity.CRITICAL, 0), open.getOrDefault(Severity.HIGH, 0), open.getOrDefault(Severity.MEDIUM, 0), open.getOrDefault(Severity.LOW, 0), !Violations.isUnwatched(sql, mission));
    }
}
