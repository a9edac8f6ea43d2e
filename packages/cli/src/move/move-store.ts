import { basename } from "node:path";
import { type Arrival, ConfigError, type Departure, RelanceError, type Store } from "@relance/spec";
import type { LoadedConfig } from "../config/load-config.ts";

/** What was moved. */
export interface Moved {
  readonly people: number;
  readonly rows: number;
  readonly isRepeated: boolean;
}

/**
 * Moves everything from one configuration's store to another's. The first is marked before anything is read, so that
 * nobody writes to it meanwhile; the second takes all or nothing. A move that was killed is finished by the same call.
 * @throws {ConfigError} `config/invalid`
 * @throws {StoreError} `store/busy`, `store/moved`, `store/not-ours`, `store/damaged`, `store/unavailable`
 */
export async function moveStore(from: LoadedConfig, to: LoadedConfig): Promise<Moved> {
  const [source, target] = [from.config.store, to.config.store];
  const there = basename(to.file);
  if (source.depart === undefined || target.arrive === undefined) {
    throw new ConfigError(
      "config/invalid",
      `a move leads from SQLite to PostgreSQL; ${basename(from.file)} has a ${source.kind} store, ${there} a ${target.kind} store`,
    );
  }
  checkSecrets(from, to);
  await target.open(); // whether it can be reached is known before anything is marked
  try {
    using departure = await source.depart(`the ${target.kind} store of ${there}`);
    const arrival = await arriveOrUndo(departure, target.arrive);
    await departure.done();
    const people = departure.ledgers.reduce((sum, { audience }) => sum + audience.enrolled, 0);
    const rows = Object.values(arrival.rows).reduce((sum, count) => sum + count, 0);
    return { people, rows, isRepeated: arrival.isRepeated };
  } finally {
    await target.close();
  }
}

async function arriveOrUndo(departure: Departure, arrive: NonNullable<Store["arrive"]>): Promise<Arrival> {
  try {
    return await arrive(departure);
  } catch (error) {
    // a connection that was lost may have been lost after the commit: then only another call knows
    const isSure = !(RelanceError.is(error) && error.code === "store/unavailable");
    if (isSure) await departure.undo();
    throw error;
  }
}

/** Links that people have in their hands are signed with the old secrets. */
function checkSecrets(from: LoadedConfig, to: LoadedConfig): void {
  const known = new Set(to.config.secrets);
  if (from.config.secrets.every((secret) => known.has(secret))) return;
  throw new ConfigError(
    "config/invalid",
    `secrets of ${basename(to.file)} lack one of ${basename(from.file)}: links that people have in their hands would be dead`,
  );
}
