import { type BinRow, type IncidentKind, type IncidentRow, type Store, toDate } from "@relance/spec";
import type { ReportIncident } from "./report.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** The search for the beginning of an incident starts this many milliseconds before its detection. */
const LOOK_BACK_MS = 6 * 60 * MINUTE_MS;
const LAST_MS = 90 * SECOND_MS;
/** Shares are limited to 0.001 to 0.999: with a share of 0 or 1, one message could rule out any estimate. */
const LEAST = 0.001;

const ABOUT_ANSWERS: ReadonlySet<IncidentKind> = new Set(["loss", "stall"]);

/** Counts the messages that an incident affected, based on the receipts that have arrived so far. */
export async function measureExposure(
  store: Pick<Store, "bins">,
  incident: IncidentRow,
  usual: number,
  now: number,
): Promise<ReportIncident["exposure"]> {
  const { campaign, kind, provider, destination, startedAt, endedAt, notes } = incident;
  if (campaign === 0 || provider === "" || !ABOUT_ANSWERS.has(kind)) return undefined;
  const noticedAt = startedAt.getTime();
  const isOwn = (row: BinRow) => row.provider === provider && (destination === "" || row.destination === destination);
  const read = async (since: number, until: number, grainMs: number) => {
    const { rows } = await store.bins({ campaign, since, until, grainMs });
    return rows.filter(isOwn);
  };
  const before = await read(noticedAt - LOOK_BACK_MS, noticedAt, SECOND_MS);
  const beganAt = findBeginning(before, noticedAt, usual);
  const acted = notes.find(({ action }) => action !== undefined)?.at;
  const end = endedAt?.getTime() ?? now + SECOND_MS;
  const [untilNoticed, untilActed, after] = [
    sumRows(before.filter(({ at }) => at >= beganAt)),
    sumRows(acted === undefined ? [] : await read(noticedAt, acted.getTime(), SECOND_MS)),
    sumRows(await read(noticedAt, end, MINUTE_MS)),
  ];
  const messages = untilNoticed.accepted + after.accepted;
  return {
    beganAt: toDate(beganAt),
    noticedAfterMs: noticedAt - beganAt,
    actedAt: acted,
    beforeAction: acted === undefined ? messages : untilNoticed.accepted + untilActed.accepted,
    messages,
    unanswered: messages - untilNoticed.received - after.received,
  };
}

/** Returns the most likely second at which the share of receipts dropped (a change point). */
function findBeginning(rows: readonly BinRow[], noticedAt: number, usual: number): number {
  const last = sumRows(rows.filter(({ at }) => at >= noticedAt - LAST_MS));
  const [well, ill] = [usual, last.received / Math.max(1, last.accepted)].map((share) =>
    Math.min(1 - LEAST, Math.max(LEAST, share)),
  );
  if (well === undefined || ill === undefined || ill >= well) return noticedAt;
  let [sum, best, beganAt] = [0, 0, noticedAt];
  for (const row of [...rows].sort((a, b) => b.at - a.at)) {
    const received = receivedIn(row);
    const missing = Math.max(0, row.accepted - received);
    sum += received * Math.log(ill / well) + missing * Math.log((1 - ill) / (1 - well));
    if (sum > best) [best, beganAt] = [sum, row.at];
  }
  return beganAt;
}

function sumRows(rows: readonly BinRow[]): { readonly accepted: number; readonly received: number } {
  return {
    accepted: rows.reduce((sum, row) => sum + row.accepted, 0),
    received: rows.reduce((sum, row) => sum + receivedIn(row), 0),
  };
}

function receivedIn({ received }: BinRow): number {
  return received.reduce((sum, [, count]) => sum + count, 0);
}
