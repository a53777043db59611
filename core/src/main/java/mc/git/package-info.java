/**
 * The one door to git: the git command line in a hardened setting, worktrees for agents, and the keeping of their work.
 * An agent can plant hooks, filters and settings in the shared {@code .git} and in its own worktree; nothing here runs them.
 */
package mc.git;
