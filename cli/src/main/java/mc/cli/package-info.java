/** The command line: parse, one API call, render, exit code. */
package mc.cli;
