import { type Codec, ConfigError, masterKeyName, type Store } from "@relance/spec";
import type { PlainStore } from "./plain-store.ts";

/** Name of the task that stores the key mark of the current master key. */
const TASK = "encryption-master";
const FRESH_MS = 2_000;

/** Prevents writes of a process with an outdated list of secrets. */
export interface MasterFence {
  /** True if the store uses a master key that is missing here. @param isUrgent - bypasses the cache */
  isBehind(isUrgent?: boolean): Promise<boolean>;
  pass(isUrgent?: boolean): Promise<void>;
  /** Does the same as {@link pass}, but uses the cached answer, and refreshes the cache in the background. */
  passKnown(): void;
  /** True for a value whose master key this process lacks. A value without a known key may be undamaged. */
  isForeign(box: string): boolean;
}

/** Returns a task's data without acquiring its lease: the call asks to save as a non-owner, which the store refuses. */
export async function peekTask(store: Pick<Store, "lease">, name: string): Promise<string | undefined> {
  return (await store.lease({ name, owner: "reader", save: { data: "" } })).data;
}

/**
 * The store contains the mark of the newest master key, and a process stores a newer mark before it uses the key. If
 * data is encrypted with a key that a process lacks, the process is outdated: it would use an older secret that will be
 * destroyed. If no data is encrypted with the key, the new secret was withdrawn.
 */
export function createMasterFence(inner: PlainStore, codec: Codec): MasterFence {
  const [newest] = codec.marks;
  let askedAt = Number.NEGATIVE_INFINITY;
  let known: Promise<boolean> | undefined;
  let wasBehind = false;

  async function ask(): Promise<boolean> {
    const head = await peekTask(inner, TASK);
    if (head === newest) return false;
    const isOurs = head === undefined || codec.marks.includes(head);
    if (!isOurs && (await inner.encrypted({})).marks.includes(head)) return true;
    const { status } = await inner.lease({ name: TASK, owner: TASK }); // a shared owner, so that no process waits for a lease
    if (status === "owned") await inner.lease({ name: TASK, owner: TASK, save: { data: newest, release: true } });
    return false;
  }

  async function askOnce(): Promise<boolean> {
    const isBehind = await ask();
    if (isBehind && !wasBehind) codec.onBehind();
    wasBehind = isBehind;
    return isBehind;
  }

  const fence: MasterFence = {
    isBehind(isUrgent = false) {
      const now = codec.now();
      if (known === undefined || isUrgent || Math.abs(now - askedAt) >= FRESH_MS) {
        askedAt = now;
        known = askOnce().catch((error: unknown) => {
          known = undefined;
          throw error;
        });
      }
      return known;
    },
    async pass(isUrgent) {
      if (await fence.isBehind(isUrgent)) throw behind();
    },
    passKnown() {
      fence.isBehind().catch(() => {}); // callers of `pass` get the error
      if (wasBehind) throw behind();
    },
    isForeign: (box) => !codec.marks.includes(masterKeyName(box) ?? newest),
  };
  return fence;
}

function behind(): ConfigError {
  return new ConfigError(
    "config/secret-missing",
    "other processes encrypt recipients' data in this store under a newer secret, which this process was started without, so it writes nothing more: put that secret first in security.encryption and start again",
  );
}
