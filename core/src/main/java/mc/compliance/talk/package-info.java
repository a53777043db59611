/** Who watches what agents say to each other, and that they give signs at all. Start at {@link mc.compliance.talk.Watchers}. */
package mc.compliance.talk;
