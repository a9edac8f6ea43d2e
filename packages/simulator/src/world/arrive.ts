import type { Channel } from "@relance/spec";
import type { CourierTrade } from "./courier-trade.ts";
import { type Letter, linksOf } from "./letter.ts";
import type { LivingPerson, ReceivedMessage } from "./person.ts";
import { react } from "./react.ts";
import type { Submission } from "./submission.ts";
import type { WorldCore } from "./world-core.ts";

/** A message at somebody's door. */
export interface Arrival {
  readonly channel: Channel;
  readonly provider: string;
  readonly identity: string;
  readonly submission: Submission;
  readonly onRead: () => void;
}

/** Puts a message into its reader's hand, if there is a reader, and lets the reader do as they please. */
export function arrive(core: WorldCore, trade: CourierTrade, arrival: Arrival): void {
  const { submission, channel, provider } = arrival;
  const holder = core.holderOf(channel, submission.address);
  if (!holder) return;
  const { letter } = submission;
  core.track(typeof letter === "function" ? letter() : letter, receive);

  function receive(opened: Letter): void {
    if (!holder) return;
    const message: ReceivedMessage = {
      at: core.clock.now(),
      channel,
      provider,
      address: submission.address,
      attemptId: submission.attemptId,
      text: opened.text,
      subject: opened.subject,
      links: linksOf(opened),
      repeated: isRepeated(holder.living, provider, submission.attemptId, opened.text),
      readAt: undefined,
    };
    holder.living.received.push(message);
    trade.inspect?.(arrival.identity, message.links);
    react(core, holder.living, message, {
      identity: arrival.identity,
      reply: (text) => trade.reply?.(submission.address, opened.from, text),
      canReply: trade.reply !== undefined,
      onRead: arrival.onRead,
    });
  }
}

function isRepeated(living: LivingPerson, provider: string, attemptId: string | undefined, text: string): boolean {
  return living.received.some(
    (earlier) =>
      (attemptId !== undefined && earlier.attemptId === attemptId) ||
      (earlier.provider === provider && earlier.text === text),
  );
}
