import { basename } from "node:path";
import {
  type Arrival,
  ConfigError,
  type Departure,
  RelanceError,
  type Store,
  type TransferredTable,
} from "@relance/spec";
import { Command } from "commander";
import type { Act } from "../command.ts";
import { type LoadedConfig, loadConfig } from "../config/load-config.ts";
import { counted, numberText } from "../output/wording.ts";
import { terminalOnly, type Work } from "../progress/progress.ts";
import type { Session } from "../session.ts";

export function transferCommand(act: Act): Command {
  return new Command("transfer")
    .description("move all data into the store of another configuration")
    .requiredOption("--to <file>", "the configuration of the target store, such as postgres.config.ts")
    .action(
      act(async (session, { to }: { to: string }) => {
        const from = await loadConfig(session);
        const other = await loadConfig(session, to, "--to");
        const { people, rows, isRepeated } = await transferStore(session, from, other);
        session.output.result(
          { people, rows, isRepeated, to: basename(other.file) },
          isRepeated
            ? "all rows had arrived; the transfer is now complete"
            : `moved ${counted(people, "recipient")} in ${numberText(rows)} rows; both ledgers are equal`,
        );
        session.output.text(`From now on use ${basename(other.file)}; when opened, the old store reports the move.`);
      }),
    );
}
/** Marks the source as moved, then copies the store. If the command is killed, a second run completes the copy. */
async function transferStore(session: Session, from: LoadedConfig, to: LoadedConfig) {
  const [source, target] = [from.config.store, to.config.store];
  const there = basename(to.file);
  if (source.depart === undefined || target.arrive === undefined) {
    throw new ConfigError(
      "config/invalid",
      `a transfer moves SQLite to PostgreSQL; ${basename(from.file)} has a ${source.kind} store, ${there} a ${target.kind} store`,
    );
  }
  checkSecrets(from, to);
  await target.open(); // if the target is unreachable, the command fails before the source is marked
  try {
    using departure = await source.depart(`the ${target.kind} store of ${there}`);
    const arrival = await arriveOrUndo(watched(session, departure), target.arrive);
    await departure.done();
    const people = departure.ledgers.reduce((sum, { audience }) => sum + audience.enrolled, 0);
    const rows = Object.values(arrival.rows).reduce((sum, count) => sum + count, 0);
    return { people, rows, isRepeated: arrival.isRepeated };
  } finally {
    await target.close();
  }
}

const MOVING: Work = { doing: "moving", unit: "rows" };

function watched(session: Session, departure: Departure): Departure {
  const progress = terminalOnly(session);
  let moved = 0;
  function* counting(batches: TransferredTable["batches"]): TransferredTable["batches"] {
    for (const batch of batches) {
      yield batch;
      moved += batch.length;
      progress.work(MOVING, moved, { of: departure.rows });
    }
  }
  return {
    ...departure,
    *tables() {
      try {
        for (const table of departure.tables()) yield { ...table, batches: counting(table.batches) };
      } finally {
        progress.done();
      }
    },
  };
}

async function arriveOrUndo(departure: Departure, arrive: NonNullable<Store["arrive"]>): Promise<Arrival> {
  try {
    return await arrive(departure);
  } catch (error) {
    // if the connection was lost, it is unknown whether the commit succeeded
    const isSure = !(RelanceError.is(error) && error.code === "store/unavailable");
    if (isSure) await departure.undo();
    throw error;
  }
}

/** Both configurations need the same secrets, because recipients' links are signed with them. */
function checkSecrets(from: LoadedConfig, to: LoadedConfig): void {
  const known = new Set(to.config.security.signing);
  if (from.config.security.signing.every((secret) => known.has(secret))) return;
  throw new ConfigError(
    "config/invalid",
    `security.signing of ${basename(to.file)} lacks one of ${basename(from.file)}: links that recipients already have would stop working`,
  );
}
