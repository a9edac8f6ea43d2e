import type { Codec } from "@relance/spec";
import type { RewrittenRow } from "../verbs/encrypted.ts";
import { peekTask } from "./master-fence.ts";
import type { PlainStore } from "./plain-store.ts";
import { reencryptRow, type StoredName } from "./reencrypt-rows.ts";

const TASK = "encryption";
const LEASE_MS = 60_000;
const DONE = "done";

export interface Reencryption {
  /** Re-encrypts data until `signal` aborts, unless another process runs the task. The next call resumes. */
  pass(owner: string, signal: AbortSignal): Promise<void>;
  finish(): Promise<void>;
}

/**
 * Encrypts plain data and re-encrypts data under older master keys, in batches. The task scans the store until a scan
 * finds nothing, and scans again after an outdated process wrote under an older key.
 */
export function createReencryption(inner: PlainStore, codec: Codec): Reencryption {
  const [mark] = codec.marks;
  let isWalked = false;

  async function isAllNewest(): Promise<boolean> {
    return (await inner.encrypted({})).marks.every((used) => used === mark);
  }

  async function batch(cursor: string | undefined): Promise<{ cursor: string | undefined; written: number }> {
    const page = await inner.encrypted({ newest: mark, cursor });
    const rewritten: RewrittenRow[] = [];
    for (const row of page.rows) {
      const one = await reencryptRow(codec, row, storedName);
      if (one !== undefined) rewritten.push(one);
    }
    const written = rewritten.length === 0 ? 0 : (await inner.encrypted({ rewritten })).written;
    return { cursor: page.cursor, written };
  }

  /** Chooses among the hashes of an address: first a suppression's hash, then a recipient's, then the newest. */
  const storedName: StoredName = async (digests) => {
    if (digests.length === 1) return digests[0];
    const { contacts } = await inner.statuses({ contacts: digests });
    const of = (status: string) => digests.find((_, place) => contacts[place] === status);
    return of("forbidden") ?? of("held") ?? digests[0];
  };

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
          await inner.encrypted({ rewritten: [] });
          isWalked = (await save(DONE, true)).status === "owned";
          return;
        }
        if (cursor === undefined) written = 0;
        if ((await save(`${written} ${cursor ?? ""}`, false)).status !== "owned") return;
      }
      await save(`${written} ${cursor ?? ""}`, true);
    },
    async finish() {
      const isDone = isWalked || placeIn((await peekTask(inner, TASK)) ?? "", mark) === DONE;
      if (isDone && (await isAllNewest())) return; // otherwise another process has written data under an older key
      let cursor: string | undefined;
      do ({ cursor } = await batch(cursor));
      while (cursor !== undefined);
    },
  };
}

function placeIn(data: string, mark: string): string {
  const [of, ...place] = data.split(" ");
  return of === mark ? place.join(" ") : "";
}
