import { ENCRYPTED, type RewrittenRow, type Store } from "@relance/spec";
import type { EncryptionContext } from "./encryption-context.ts";
import { reencryptRow } from "./re-encrypt-row.ts";

const TASK = "encryption";
const LEASE_MS = 60_000;
const DONE = "done";
/** Bytes that are encrypted before others may run: some milliseconds. */
const TOGETHER_BYTES = 65_536;
/** What a row costs beside its bytes: a key of its own. */
const ROW_BYTES = 1_000;

/** Brings everything that is stored under the newest master key. */
export interface Reencryption {
  /** As far as it comes before `signal` aborts, where no other process does it; goes on there the next time. */
  pass(owner: string, signal: AbortSignal): Promise<void>;
  /** All of it, now, whoever does it beside. */
  finish(): Promise<void>;
}

/**
 * Encrypts what was stored readable, and brings what is under older master keys under the newest, in batches of a walk. Walks
 * until one found nothing; again whenever something is under an older one, as a process that nobody stopped may write it.
 */
export function createReencryption(context: EncryptionContext): Reencryption {
  const { inner, cipher } = context;
  const [mark] = cipher.marks;
  let isWalked = false;

  async function isAllNewest(): Promise<boolean> {
    return (await inner.masterKeys()).every((used) => used === mark);
  }

  /** One batch. Answers where to go on, and what was written. */
  async function batch(cursor: string | undefined): Promise<{ cursor: string | undefined; written: number }> {
    const page = await inner.rowsToReencrypt({ newest: `${ENCRYPTED}m${mark}.`, cursor });
    const rows: RewrittenRow[] = [];
    let bytes = 0;
    for (const row of page.rows) {
      bytes += ROW_BYTES + row.values.reduce((sum, { length }) => sum + length, 0);
      if (bytes > TOGETHER_BYTES) {
        await context.yield();
        bytes = 0;
      }
      const rewritten = await reencryptRow(context, row);
      if (rewritten !== undefined) rows.push(rewritten);
    }
    const written = rows.length === 0 ? 0 : await inner.rewrite(rows);
    return { cursor: page.cursor, written };
  }

  return {
    async pass(owner, signal) {
      const isCurrent = await isAllNewest();
      if (isWalked && isCurrent) return;
      const task = { name: TASK, owner, leaseMs: LEASE_MS };
      const { status, data = "" } = await inner.lease(task);
      if (status !== "owned") return;
      const save = (place: string, release: boolean) =>
        inner.lease({ ...task, save: { data: `${mark} ${place}`, release } });
      const known = placeIn(data, mark);
      const place = known === DONE && !isCurrent ? "" : known;
      if (place === DONE) {
        isWalked = true;
        await save(DONE, true);
        return;
      }
      const [found = "0", ...rest] = place.split(" ");
      let cursor: string | undefined = rest.join(" ") || undefined;
      let written = Number(found) || 0;
      while (!signal.aborted) {
        const step = await batch(cursor);
        written += step.written;
        cursor = step.cursor;
        if (cursor === undefined && written === 0) {
          await inner.rewrite([]);
          isWalked = (await save(DONE, true)).status === "owned";
          return;
        }
        if (cursor === undefined) written = 0; // once more from the beginning
        if ((await save(`${written} ${cursor ?? ""}`, false)).status !== "owned") return;
      }
      await save(`${written} ${cursor ?? ""}`, true);
    },
    async finish() {
      const isDone = isWalked || placeIn((await dataOf(inner)) ?? "", mark) === DONE;
      if (isDone && (await isAllNewest())) return; // else somebody wrote under an older one since
      let cursor: string | undefined;
      do ({ cursor } = await batch(cursor));
      while (cursor !== undefined);
    },
  };
}

/** Where the walk under this master key stands; one under another begins anew. */
function placeIn(data: string, mark: string): string {
  const [of, ...place] = data.split(" ");
  return of === mark ? place.join(" ") : "";
}

/** Reads without taking it: whoever owns it is asked for nothing. */
async function dataOf(store: Store): Promise<string | undefined> {
  return (await store.lease({ name: TASK, owner: "reader", save: { data: "" } })).data;
}
