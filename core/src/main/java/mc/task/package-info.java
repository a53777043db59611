/** What is to be done and who waits for it: tasks, reports of completed work, dependencies between roles, silent completions and stand-ups. */
package mc.task;
