import { basename } from "node:path";
import { Command } from "commander";
import type { Act } from "../command.ts";
import { loadConfig } from "../config/load-config.ts";
import { moveStore } from "../move/move-store.ts";
import { counted, numberText } from "../output/number-text.ts";

interface MoveFlags {
  readonly to: string;
}

export function moveCommand(act: Act): Command {
  return new Command("move")
    .description("move everything, in flight or not, into the store of another configuration")
    .requiredOption("--to <file>", "the configuration whose store takes it in, such as postgres.config.ts")
    .action(
      act(async (session, { to }: MoveFlags) => {
        const from = await loadConfig(session);
        const other = await loadConfig(session, to, "--to");
        const { people, rows, isRepeated } = await moveStore(from, other);
        session.output.result(
          { people, rows, isRepeated, to: basename(other.file) },
          isRepeated
            ? "everything had arrived; the move is now complete"
            : `moved ${counted(people, "person", "people")} in ${numberText(rows)} rows; both ledgers are equal`,
        );
        session.output.text(
          `From now on work with ${basename(other.file)}; the old store says so to whoever opens it.`,
        );
      }),
    );
}
