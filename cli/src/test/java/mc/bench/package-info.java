/**
 * The benchmark of {@code scripts/bench}: measures what the design promises about speed and size, on the built product, from outside. It
 * lies among the tests so that the compiler holds it to the same rules and none of it is shipped; no test runs it, for a promise about
 * time must not fail a build on a busy machine.
 */
package mc.bench;
