import { type Channel, channelNumbered } from "@relance/spec";
import { ATTEMPT, type Enrollment, FLAG } from "./enrollment.ts";
import { isFinal, readEvidence } from "./evidence.ts";
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

/** Adds the step of an attempt that was left while it was in flight, if nothing was sent. */
export function restoreStep(row: Enrollment, { step, state }: Pick<SentMessage, "step" | "state">): void {
  if ((row.flags & FLAG.returned) !== 0 && step > row.step && UNSENT.has(state)) row.steps |= stepBit(step);
}

/**
 * Returns the bits of the steps whose messages went to dead addresses only. A step is excluded if a later message of
 * its channel may have reached the recipient. `sent` contains the recipient's attempts, the latest first.
 */
export function deadSteps(sent: readonly SentMessage[]): number {
  const isDeadMessage = ({ bits, channel }: SentMessage) => isDead(bits, channelNumbered(channel));
  const address = ({ channel, contact }: SentMessage) => `${channel} ${contact}`;
  const deadAddresses = new Set(sent.filter(isDeadMessage).map(address));
  const reachedChannels = new Set<number>();
  let [dead, reached] = [0, 0];
  for (const message of sent) {
    const { step, channel, bits, state } = message;
    if (isDeadMessage(message) || (!isFinal(bits) && deadAddresses.has(address(message)))) {
      if (!reachedChannels.has(channel)) dead |= stepBit(step);
    } else if (!UNSENT.has(state)) {
      reachedChannels.add(channel);
      reached |= stepBit(step);
    }
  }
  return dead & ~reached;
}
