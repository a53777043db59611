package mc.upkeep;

import java.util.List;

/** Compares one part of what mc has written down with what is. Changes nothing; throws when it could not look. */
@FunctionalInterface
interface Check {

    /** What is not as it should be; empty when all is well. */
    List<Finding> look();
}
