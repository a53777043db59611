/** Who watches what agents do with git. Start at {@link mc.compliance.git.GitActivity} and {@link mc.compliance.git.GitLook}. */
package mc.compliance.git;
