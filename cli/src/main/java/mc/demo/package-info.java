/**
 * The demo agent: a small full-screen terminal program that behaves as coding agents do. It reports through the same hooks with the same fields as
 * Claude Code 2.1, does real work when its script says so, and misbehaves on demand, so that everything mc does can be tried and tested without an account.
 */
package mc.demo;
