import { type Codec, ConfigError, masterKeyName, type Store } from "@relance/spec";
import type { PlainStore } from "./plain-store.ts";

/** Name of the task that stores the mark of the current master key. */
const TASK = "encryption-master";
const FRESH_MS = 2_000;

/** Stops the writes of a process with an outdated list of secrets. */
export interface MasterFence {
  /** True if this process lacks a master key that the store uses. @param isUrgent - bypasses the cache */
  isBehind(isUrgent?: boolean): Promise<boolean>;
  pass(isUrgent?: boolean): Promise<void>;
  /** Like {@link pass}, but uses the cached answer and refreshes the cache in the background. */
  passKnown(): void;
  /** True for a value whose master key this process lacks. Such a value is not necessarily damaged. */
  isForeign(box: string): boolean;
}

/** Returns a task's data without taking the lease. The store refuses to save without a lease, but returns the data. */
export async function peekTask(store: Pick<Store, "lease">, name: string): Promise<string | undefined> {
  return (await store.lease({ name, owner: "reader", save: { data: "" } })).data;
}

/**
 * Compares this process's master keys with the key mark in the store. A process stores the mark of a newer key before
 * it uses the key. If this process lacks the marked key, and the store has data under that key, the process is
 * outdated. If no data uses the key, an operator has withdrawn the new secret.
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
    const { status } = await inner.lease({ name: TASK, owner: TASK }); // one owner for all processes: none waits
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
    "another process encrypts this store's data with a newer secret, so this process writes nothing more: put that secret first in security.encryption and start again",
  );
}
