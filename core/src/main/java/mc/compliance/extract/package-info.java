/** What the files of a project say of the rules, sentence by sentence. Start at {@link mc.compliance.extract.ProjectRules}. */
package mc.compliance.extract;
