import { setTimeout as pause } from "node:timers/promises";
import { createLiveReader, isLive, type LiveLook, readIncidents } from "@relance/core";
import type { IncidentRow, Ledger, Store } from "@relance/spec";
import type { Session } from "../session.ts";
import { LiveLines } from "./live-lines.ts";
import { liveScreen } from "./live-screen.ts";

const LOOK_MS = 1_000;

export interface Followed {
  readonly store: Store;
  /** The campaigns to follow, as they are now. */
  readonly ledgers: () => Promise<readonly Ledger[]>;
  /** Whether a provider reports what becomes of a message. */
  readonly hasReceipts: (provider: string) => boolean;
}

/** Shows how campaigns go on until all of them are over, a signal asks to stop, or nobody reads stdout any more. */
export async function followStatus(session: Session, followed: Followed): Promise<void> {
  const { output, host, stop } = session;
  const { store } = followed;
  const signal = stop.listen(() => {});
  const show = output.isTerminal ? onScreen(session) : inLines(session, store);
  const read = createLiveReader(store, followed.hasReceipts);
  const seen = new Set<number>();
  try {
    while (!signal.aborted && host.stdout.writable) {
      const all = await followed.ledgers();
      const open = all.filter(isOpen);
      for (const { campaign } of open) seen.add(campaign);
      const shown = all.filter(({ campaign }) => seen.has(campaign));
      if (shown.length > 0) await show(await read(shown));
      if (open.length === 0) return;
      await pause(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    output.region.clear();
  }
}

/** Something may still happen in it, and it is not a draft that somebody left behind. */
function isOpen(ledger: Ledger): boolean {
  return isLive(ledger) || ledger.state === "enrolling";
}

function onScreen({ output, host }: Session): (look: LiveLook) => Promise<void> {
  return async (look) => output.region.draw(liveScreen(look, host.stdout));
}

function inLines({ output }: Session, store: Store): (look: LiveLook) => Promise<void> {
  const lines = new LiveLines(output);
  let open = new Set<number>();
  return async (look) => {
    const still = new Set(look.incidents.map(({ id }) => id));
    const gone = [...open].filter((id) => !still.has(id));
    open = still;
    lines.tell(look, gone.length === 0 ? [] : await rowsById(store, new Set(gone)));
  };
}

async function rowsById(store: Store, ids: ReadonlySet<number>): Promise<readonly IncidentRow[]> {
  const rows: IncidentRow[] = [];
  for await (const incident of readIncidents(store, {})) if (ids.has(incident.id)) rows.push(incident);
  return rows;
}
