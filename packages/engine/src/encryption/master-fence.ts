import { ConfigError, type PersonKey, type Store } from "@relance/spec";
import { peekLease } from "../base/leased-task.ts";
import type { EncryptionContext } from "./encryption-context.ts";

/** Task that stores the mark of the current master key. */
const TASK = "encryption-master";
/** How long an answer is cached, in milliseconds. */
const FRESH_MS = 2_000;

/** Keeps a process with an outdated list of secrets from writing. */
interface MasterFence {
  /** True if the store uses a master key that is missing here. @param isUrgent - bypasses the cache */
  isBehind(isUrgent?: boolean): Promise<boolean>;
  /** @throws {ConfigError} `config/secret-missing` when it has */
  pass(isUrgent?: boolean): Promise<void>;
  /** As {@link pass} with the cached answer; refreshes it in the background. */
  passKnown(): void;
  /** Wrapped with a master key that is missing here: not necessarily damaged, but another process's. */
  isForeign(kept: PersonKey): boolean;
}

/**
 * The store holds the mark of the newest master key; a process announces a newer key before it uses it. A process
 * without that key, while data depends on it, is outdated: its writes would need a secret about to be destroyed, and it
 * could not read all recipients. If no data depends on the key yet, its introduction was reverted.
 */
export function createMasterFence(context: EncryptionContext): MasterFence {
  const { inner, cipher } = context;
  const [newest] = cipher.marks;
  let askedAt = Number.NEGATIVE_INFINITY;
  let known: Promise<boolean> | undefined;
  let wasBehind = false;

  async function ask(): Promise<boolean> {
    const head = await peekLease(inner, TASK);
    if (head === newest) return false;
    const isOurs = head === undefined || cipher.marks.includes(head);
    if (!isOurs && (await inner.masterKeys()).includes(head)) return true;
    const { status } = await inner.lease({ name: TASK, owner: TASK }); // a shared owner, so that no process waits for a lease
    if (status === "owned") await inner.lease({ name: TASK, owner: TASK, save: { data: newest, release: true } });
    return false;
  }

  async function look(): Promise<boolean> {
    const isBehind = await ask();
    if (isBehind && !wasBehind) context.onBehind();
    wasBehind = isBehind;
    return isBehind;
  }

  const fence: MasterFence = {
    isBehind(isUrgent = false) {
      const now = context.now();
      if (known === undefined || isUrgent || Math.abs(now - askedAt) >= FRESH_MS) {
        askedAt = now;
        known = look().catch((error: unknown) => {
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
      fence.isBehind().catch(() => {}); // callers that wait for an answer get the error
      if (wasBehind) throw behind();
    },
    isForeign: ({ wrapped }) => !cipher.marks.some((mark) => wrapped.split(".", 2)[1] === `m${mark}`),
  };
  return fence;
}

function behind(): ConfigError {
  return new ConfigError(
    "config/secret-missing",
    "other processes encrypt people's data in this store under a newer secret that this one was started without: nothing more is written here; put that secret in front of encryptionSecret (or secrets) and start again",
  );
}

/**
 * Checks when a store is opened whether everything in it can be read; later it would cost a message. Reads the actual
 * data, whichever process wrote it.
 * @param marks - of the available secrets
 * @throws {ConfigError} `config/secret-missing`
 */
export async function checkMasters(store: Store, marks: readonly string[]): Promise<void> {
  const used = await store.masterKeys();
  if (used.every((mark) => marks.includes(mark))) return;
  throw new ConfigError(
    "config/secret-missing",
    "people's data in this store is encrypted under a secret that is not here: put it back into security.encryptionSecret, behind newer ones; without it they could not be written to",
  );
}
