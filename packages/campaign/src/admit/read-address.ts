import type { Channel } from "@relance/spec";
import { readMailbox } from "./read-mailbox.ts";
import { readPhone } from "./read-phone.ts";
import { readSubscription } from "./read-subscription.ts";

/**
 * One address in the spelling that is stored: E.164, a mailbox, or the JSON of a push subscription.
 * @throws {MessageError} `message/bad-phone`, `message/bad-mailbox`, `message/bad-subscription`
 */
export function readAddress(channel: Channel, value: unknown, country: string | undefined): string {
  if (channel === "sms") return readPhone(value, country);
  return channel === "email" ? readMailbox(value) : readSubscription(value);
}
