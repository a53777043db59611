/**
 * The rules that hold, and what becomes of a broken one: found once, told, mended or closed, counted. Who finds it stands above: the
 * packages below this one know it, and not each other. Start at {@link mc.compliance.RuleBook} and {@link mc.compliance.Violations}.
 */
package mc.compliance;
