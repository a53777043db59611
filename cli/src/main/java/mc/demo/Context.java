package mc.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import mc.text.Untrusted;

/**
 * What every turn of an agent works with.
 *
 * @param used the rules of the script that are used up; a set for several threads
 * @param mayRun set once the user has allowed every command, or started the program so
 */
record Context(Arguments arguments, Script script, String role, Path cwd, Reporter reporter, Console console, Exit exit, AtomicBoolean mayRun, Set<Script.Rule> used) {

    List<Step> stepsFor(String prompt) {
        return script.stepsFor(prompt, used);
    }

    /** A script's text with {@code {role}}, {@code {name}}, {@code {cwd}} and {@code {prompt}} (its first line, shortened) filled in. */
    String fill(String text, String prompt) {
        return text.replace("{role}", role).replace("{name}", arguments.name()).replace("{cwd}", cwd.toString()).replace("{prompt}", Untrusted.line(prompt.lines().findFirst().orElse(""), 80));
    }
}
