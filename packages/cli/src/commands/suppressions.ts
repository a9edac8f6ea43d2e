import { Command } from "commander";
import type { Act } from "../command.ts";
import { addCommand, liftCommand } from "../suppressions/change-commands.ts";
import { exportCommand, importCommand } from "../suppressions/file-commands.ts";
import { listCommand } from "../suppressions/list-command.ts";

export function suppressionsCommand(act: Act): Command {
  return new Command("suppressions")
    .description("read and change the list of contacts that must not be written to")
    .addCommand(listCommand(act))
    .addCommand(addCommand(act))
    .addCommand(liftCommand(act))
    .addCommand(importCommand(act))
    .addCommand(exportCommand(act));
}
