package mc.cli;

import picocli.CommandLine.Mixin;

/** A command about a mission, with an answer. */
abstract class MissionCommand extends JsonCommand {

    @Mixin
    final Selection selection = new Selection();
}
