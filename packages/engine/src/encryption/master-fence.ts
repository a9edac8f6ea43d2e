import { ConfigError, type PersonKey, type Store } from "@relance/spec";
import { peekLease } from "../base/leased-task.ts";
import type { EncryptionContext } from "./encryption-context.ts";

/** Where a store keeps the mark of the master key that its processes agreed on last. */
const TASK = "encryption-master";
/** For this long an answer is believed, in milliseconds: once in that time a process asks before it writes. */
const FRESH_MS = 2_000;

/** Keeps a process that was left running under an older list of secrets from writing on. */
interface MasterFence {
  /**
   * True when the store has continued under a master key that is not here. @param isUrgent - asks, whenever it last did
   */
  isBehind(isUrgent?: boolean): Promise<boolean>;
  /** @throws {ConfigError} `config/secret-missing` when it has */
  pass(isUrgent?: boolean): Promise<void>;
  /** As {@link pass} by what is known already, and asks without anybody waiting for it. */
  passKnown(): void;
  /** Wrapped under a master key that is not here: perhaps not damaged, but another process's. */
  isForeign(kept: PersonKey): boolean;
}

/**
 * The store names the master key in front, and a process that writes under a newer one says so first. A process that
 * does not have that key, while something is under it, was left running: what it wrote on would need a secret that is
 * about to be destroyed, and it would refuse recipients whom it cannot read. Where nothing is under that key yet, it
 * was a try that was taken back.
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
    const { status } = await inner.lease({ name: TASK, owner: TASK }); // one owner: no process waits for a lease
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
      fence.isBehind().catch(() => {}); // a caller that waits for an answer hears of it
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
 * Looks, as a store is opened, whether everything in it can be read. Later it would cost a message. Asks for what
 * stands there, not for what was remembered: written by any process, under any list of secrets.
 * @param marks - of the secrets that are here
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
