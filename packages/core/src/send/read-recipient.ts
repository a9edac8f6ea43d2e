import { type AddressOf, CHANNELS, type Channel, type Contact, MessageError } from "@relance/spec";
import type { EngineContext } from "../context.ts";

/** A person's addresses by channel; several of one channel are tried in their order. */
export type ContactsByChannel = {
  readonly [C in Channel]?: AddressOf<C> | readonly AddressOf<C>[] | undefined;
};

/** Stores keep four contacts a channel. */
const MAX_CONTACTS = 4;

/**
 * The contacts of a recipient, checked and in the spelling that is stored.
 * @throws {MessageError} `message/no-contact`, `message/bad-phone`, `message/bad-mailbox`, `message/bad-subscription`
 */
export function readRecipient(context: EngineContext, contacts: ContactsByChannel): readonly Contact[] {
  const read: Contact[] = [];
  for (const channel of CHANNELS) {
    const given: unknown = contacts[channel];
    if (given === undefined) continue;
    const addresses: readonly unknown[] = Array.isArray(given) ? given : [given];
    if (addresses.length > MAX_CONTACTS) {
      throw new MessageError("message/no-contact", `at most ${MAX_CONTACTS} contacts of one channel are kept`);
    }
    for (const address of addresses) {
      read.push({ channel, address: context.options.readAddress(channel, address) });
    }
  }
  if (read.length === 0) throw new MessageError("message/no-contact", "the recipient has no contact");
  return read;
}
