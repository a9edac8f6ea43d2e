import { isEncrypted, type PersonKey, personKeysIn } from "@relance/spec";
import type { EncryptionContext } from "./encryption-context.ts";
import type { OwnedKey, PersonalKind, SharedKey } from "./personal-cipher.ts";

/** What stands where something could not be read. */
export const UNREADABLE = "(unreadable)";

/** Reads values of one answer of a store. */
export interface Unlocked {
  /**
   * Readable values stay as they are. `undefined` = it cannot be read, or its key is none of these owners'.
   * @param owners - absent = whosever it is
   * @param beside - the ciphertext that a value under the master key belongs to
   */
  open(kind: PersonalKind, value: string, owners?: readonly string[], beside?: string): string | undefined;
  /** As {@link open}, for views: {@link UNREADABLE} where it cannot be read. */
  show(kind: PersonalKind, value: string, owners?: readonly string[], beside?: string): string;
  /** Tells how many could not be read. */
  report(): void;
}

/** Fetches the keys of these values, once for all of them. */
export async function unlock(context: EncryptionContext, values: readonly string[]): Promise<Unlocked> {
  const names = personKeysIn(...values);
  return unlockWith(context, names.length === 0 ? [] : await context.inner.personKeys(names));
}

/** Reads what these keys open. */
export function unlockWith({ cipher, onUnreadable }: EncryptionContext, wrapped: readonly PersonKey[]): Unlocked {
  const keys = new Map<string, OwnedKey>();
  for (const kept of wrapped) {
    const key = cipher.openKey(kept);
    if (key !== undefined) keys.set(kept.name, key);
  }
  return unlockedBy(keys, cipher.shared, onUnreadable);
}

/** @param keys - by their names */
function unlockedBy(
  keys: ReadonlyMap<string, OwnedKey>,
  shared: SharedKey,
  onUnreadable: EncryptionContext["onUnreadable"],
): Unlocked {
  const lost = new Map<PersonalKind, number>();
  function open(kind: PersonalKind, value: string, owners?: readonly string[], beside?: string): string | undefined {
    if (!isEncrypted(value)) return value;
    const [name] = personKeysIn(value);
    const text =
      name === undefined ? shared.decrypt(kind, value, beside) : openOwned(keys.get(name), kind, value, owners);
    if (text === undefined) lost.set(kind, (lost.get(kind) ?? 0) + 1);
    return text;
  }
  return {
    open,
    show: (kind, value, owners, beside) => open(kind, value, owners, beside) ?? UNREADABLE,
    report() {
      for (const [kind, count] of lost) onUnreadable(kind, count);
    },
  };
}

/** What stands in another recipient's row is not read there. */
function openOwned(
  key: OwnedKey | undefined,
  kind: PersonalKind,
  value: string,
  owners: readonly string[] | undefined,
): string | undefined {
  if (owners !== undefined && !owners.some((owner) => key?.isOf(owner))) return undefined;
  return key?.decrypt(kind, value);
}
