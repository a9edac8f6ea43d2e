import { isEncrypted, type PersonKey, personKeysIn } from "@relance/spec";
import type { EncryptionContext } from "./encryption-context.ts";
import type { DataKey, PersonalKind } from "./personal-cipher.ts";

/** What stands where something could not be read. */
export const UNREADABLE = "(unreadable)";

/** Reads values of one answer of a store. */
export interface Unlocked {
  /** Readable values stay as they are. `undefined` = it cannot be read. */
  open(kind: PersonalKind, value: string): string | undefined;
  /** As {@link open}, for whoever looks: {@link UNREADABLE} where it cannot be read. */
  show(kind: PersonalKind, value: string): string;
  /** Tells how many could not be read. */
  report(): void;
}

/** Fetches the keys of these values, once for all of them. */
export async function unlock(context: EncryptionContext, values: readonly string[]): Promise<Unlocked> {
  const names = personKeysIn(...values);
  return unlockWith(context, names.length === 0 ? [] : await context.inner.personKeys(names));
}

/** Reads what these keys open. */
export function unlockWith(
  { cipher, onUnreadable }: EncryptionContext,
  wrapped: readonly PersonKey[],
): Unlocked {
  const keys = new Map<string, DataKey>();
  for (const kept of wrapped) {
    const key = cipher.openKey(kept);
    if (key !== undefined) keys.set(kept.name, key);
  }
  return unlockedBy(keys, cipher.shared, onUnreadable);
}

/** @param keys - by their names */
function unlockedBy(
  keys: ReadonlyMap<string, DataKey>,
  shared: DataKey,
  onUnreadable: EncryptionContext["onUnreadable"],
): Unlocked {
  const lost = new Map<PersonalKind, number>();
  function open(kind: PersonalKind, value: string): string | undefined {
    if (!isEncrypted(value)) return value;
    const [name] = personKeysIn(value);
    const text = (name === undefined ? shared : keys.get(name))?.decrypt(kind, value);
    if (text === undefined) lost.set(kind, (lost.get(kind) ?? 0) + 1);
    return text;
  }
  return {
    open,
    show: (kind, value) => open(kind, value) ?? UNREADABLE,
    report() {
      for (const [kind, count] of lost) onUnreadable(kind, count);
    },
  };
}
