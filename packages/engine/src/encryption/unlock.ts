import { isEncrypted, type PersonKey, personKeysIn } from "@relance/spec";
import type { EncryptionContext } from "./encryption-context.ts";
import type { OwnedKey, PersonalKind, SharedKey } from "./personal-cipher.ts";

/** Placeholder for unreadable values. */
export const UNREADABLE = "(unreadable)";

/** Decrypts the values of one result. */
export interface Unlocked {
  /**
   * Plain values stay. `undefined` = unreadable, or the key belongs to none of these owners.
   * @param owners - absent = any
   * @param beside - the ciphertext that a value under the master key belongs to
   */
  open(kind: PersonalKind, value: string, owners?: readonly string[], beside?: string): string | undefined;
  /** As {@link open}, for display: {@link UNREADABLE} if unreadable. */
  show(kind: PersonalKind, value: string, owners?: readonly string[], beside?: string): string;
  /** Reports the number of unreadable values. */
  report(): void;
}

/** Fetches the keys of these values in one call. */
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

/** @param keys - by name */
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

/** Data in another recipient's row is not decrypted. */
function openOwned(
  key: OwnedKey | undefined,
  kind: PersonalKind,
  value: string,
  owners: readonly string[] | undefined,
): string | undefined {
  if (owners !== undefined && !owners.some((owner) => key?.isOf(owner))) return undefined;
  return key?.decrypt(kind, value);
}
