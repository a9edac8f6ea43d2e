import type { Attributes } from "@opentelemetry/api";
import type { Message } from "@relance/spec";

/** A phone number, in the spelling of E.164 or with the digits before it that are dialled abroad. */
const PHONE = /(?:\+|%2B|\b00)\d{8,15}/i;

/**
 * The far end's id of a message, unless it says whom the message went to: some carriers make ids of the number, and push
 * services of the device's address. The attempt's id leads to the message then.
 */
export function messageIdOf(ref: string | undefined, to?: Message["to"]): Attributes {
  if (ref === undefined || PHONE.test(ref)) return {};
  return namesOf(to).some((name) => ref.includes(name)) ? {} : { "messaging.message.id": ref };
}

/** What would give an address away. */
function namesOf(to: Message["to"] | undefined): readonly string[] {
  if (to === undefined) return [];
  if (typeof to !== "string") return [new URL(to.endpoint).pathname];
  return [to.replace(/^\+/, "")];
}
