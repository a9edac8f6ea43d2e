import { type EraseAnswer, isEncrypted } from "@relance/spec";
import type { EncryptionContext } from "./encryption-context.ts";
import type { DataKey, PersonalKind } from "./personal-cipher.ts";

const KINDS: readonly PersonalKind[] = ["address", "variables", "captured", "reply"];

/**
 * What somebody may now look for: the texts as people read them, as far as the keys, which are told for the last time, open
 * them; and the ciphertexts and wrapped keys themselves.
 */
export function decryptErased({ cipher }: EncryptionContext, answer: EraseAnswer): EraseAnswer {
  const keys = new Map<string, DataKey>();
  for (const kept of answer.keys) {
    const key = cipher.openKey(kept);
    if (key !== undefined) keys.set(kept.name, key);
  }
  const texts = answer.erased.flatMap((text) =>
    isEncrypted(text) ? readable(text, keys, cipher.shared) : text,
  );
  const hidden = answer.erased.filter((text) => isEncrypted(text));
  const erased = [...texts, ...hidden, ...answer.keys.map(({ wrapped }) => wrapped)];
  return { ...answer, erased: [...new Set(erased)].filter((text) => text !== "") };
}

function readable(value: string, keys: ReadonlyMap<string, DataKey>, shared: DataKey): string[] {
  const key = keys.get(value.slice(3, value.indexOf(".", 3))) ?? shared;
  for (const kind of KINDS) {
    const text = key.decrypt(kind, value);
    if (text !== undefined) return kind === "variables" || kind === "captured" ? textsOf(text) : [text];
  }
  return [];
}

/** Every text in a JSON value, however deep; an address is no JSON. */
function textsOf(text: string): string[] {
  try {
    return leaves(JSON.parse(text));
  } catch {
    return [text];
  }
}

function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [];
}
