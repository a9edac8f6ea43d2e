import { type Channel, channelNumbered } from "@relance/spec";
import { contactBit } from "./contacts.ts";
import { ATTEMPT, type Enrollment, MISSED, REPLACED } from "./enrollment.ts";
import { hasFailed, isFinal, readEvidence } from "./evidence.ts";
import { stepBit } from "./steps.ts";

/** An attempt at a recipient. Equal values of `channel` and `contact` mean the same address. */
export interface SentMessage {
  readonly step: number;
  readonly channel: number;
  readonly contact: number;
  readonly state: number;
  readonly bits: number;
}

export function isDead(bits: number, channel: Channel): boolean {
  return readEvidence(bits, channel) === "undelivered-permanent";
}

const UNSENT: ReadonlySet<number> = new Set([ATTEMPT.rejected, ATTEMPT.deferred, ATTEMPT.notSent]);

/** Returns whether the provider accepted the message or may still accept it. */
export function isSent({ state }: Pick<SentMessage, "state">): boolean {
  return !UNSENT.has(state);
}

/** Bits of steps. `unsent`: a message of the step was refused, or failed for a time, and none reached the recipient. */
export type SentSteps = Readonly<Record<"missed" | "reached" | "unsent", number>>;

/**
 * Reads from the attempts (the latest first) which steps may have reached the recipient, as bits of steps. All messages
 * of a missed step went to addresses that are dead or belong to other persons, and no message of the same or a later
 * step of the channel followed that may have reached the recipient.
 */
export function sentSteps(row: Enrollment, sent: readonly SentMessage[]): SentSteps {
  const isMissed = missedIn(row, sent);
  const latest = new Map<number, number>();
  let [missed, reached, unsent] = [0, 0, 0];
  for (const message of sent) {
    const { step, channel, bits } = message;
    if (isMissed(message)) {
      if ((latest.get(channel) ?? 0) < step) missed |= stepBit(step);
    } else if (!isSent(message) || hasFailed(bits, channelNumbered(channel))) {
      unsent |= stepBit(step);
    } else {
      latest.set(channel, Math.max(step, latest.get(channel) ?? 0));
      reached |= stepBit(step);
    }
  }
  return { missed: missed & ~reached, reached, unsent: unsent & ~reached };
}

/** Returns a message's contact after a new row. See {@link REPLACED}. */
export function replacedContact(row: Enrollment, sent: readonly SentMessage[], unchanged: number) {
  const isMissed = missedIn(row, sent);
  return (message: SentMessage): number => {
    const { channel, contact } = message;
    if ((contactBit(channelNumbered(channel), contact % REPLACED) & unchanged) !== 0) return contact;
    return contact + REPLACED + (contact < MISSED && isMissed(message) ? MISSED : 0);
  };
}

function missedIn({ deadContacts, optedOut }: Enrollment, sent: readonly SentMessage[]) {
  const isDeadMessage = ({ bits, channel }: SentMessage) => isDead(bits, channelNumbered(channel));
  const address = ({ channel, contact }: SentMessage) => `${channel} ${contact % MISSED}`;
  const dead = new Set(sent.filter(isDeadMessage).map(address));
  return (message: SentMessage): boolean => {
    const { channel, contact, bits } = message;
    if (contact >= MISSED || isDeadMessage(message)) return true;
    if (dead.has(address(message))) return !isFinal(bits);
    return ((deadContacts | optedOut) & contactBit(channelNumbered(channel), contact)) !== 0;
  };
}
