import type { EnrollRow, PersonKey } from "@relance/spec";
import { phoneOf, row } from "./rows.ts";

/** What stands for the ciphertext of a text: nobody can look into it, and the same text is another each time. */
export function encrypted(key: PersonKey, text: string): string {
  return `~1.${key.name}.${Buffer.from(text).toString("hex").split("").reverse().join("")}`;
}

export function keyOf(number: number): PersonKey {
  return { name: `key-${String(number).padStart(12, "0")}`, wrapped: `~1.mMASTER12.wrapped${number}` };
}

/** A row as the engine hands it over: addresses and columns encrypted under the person's key. */
export function encryptedRow(
  number: number,
  key: PersonKey = keyOf(number),
  phone: string = phoneOf(number),
): EnrollRow {
  const plain = row(number, { sms: [phone] });
  const contacts = plain.contacts.map(({ channel, address }) => ({
    channel,
    address: encrypted(key, address),
    part: channel === "sms" ? address.slice(0, 5) : "example.org",
  }));
  const variables = { encrypted: encrypted(key, JSON.stringify(plain.variables)) };
  return { ...plain, contacts, variables, personKey: key };
}
