import type { Channel } from "@relance/spec";
import type { CourierOptions } from "./courier-options.ts";
import type { CourierTrade } from "./courier-trade.ts";
import { CARRIER_LATENCY, latencyMs, RECEIPT_LATENCY } from "./latency.ts";
import type { LivingPerson, ReceivedMessage } from "./person.ts";
import { react } from "./react.ts";
import { happens, rollDice } from "./seeded-random.ts";
import { findLinks, type Letter, type Report, type Submission } from "./submission.ts";
import type { Tally } from "./tally.ts";
import type { WorldCore } from "./world-core.ts";

export interface CarriageInit {
  readonly name: string;
  readonly channel: Channel;
  readonly options: CourierOptions;
  readonly trade: CourierTrade;
  readonly tally: Tally;
}

/** Delivers, refuses or loses the contact's message with the number `nth`. */
export type Carriage = (identity: string, nth: number, submission: Submission) => void;

/**
 * Decides what happens to each accepted message. A fault affects an event of a message, such as a receipt, if the fault
 * is active when the event happens.
 */
export function createCarriage(core: WorldCore, init: CarriageInit): Carriage {
  const { seed, clock, script } = core;
  const { name, channel, options, trade, tally } = init;
  const { latency = CARRIER_LATENCY, receiptLatency = RECEIPT_LATENCY, receipts = 0.98 } = options;

  return (identity, nth, submission) => {
    const now = clock.now();
    const weather = script.weather(name, now, submission.address);
    const fate = (what: string) => rollDice(seed, [name, identity, nth, what]);
    if (trade.speaks === "carrier" && options.transit !== false) {
      const transitMs = latencyMs(receiptLatency, fate("transit"), weather.slower);
      report(identity, nth, submission, { kind: "in-transit", quality: "carrier", at: now + transitMs });
    }
    // a lost message still gets the transit report, because the carrier's own network has accepted the message
    if (happens(Math.max(options.loss ?? 0, weather.loss), seed, [name, identity, nth, "loss"])) {
      tally.lost++;
      if (weather.fake > 0 && fate("fake")() < weather.fake) {
        const at = now + latencyMs(latency, fate("travel"), weather.slower);
        report(identity, nth, submission, { kind: "delivered", quality: trade.quality, at });
      }
      return;
    }
    const travelMs = latencyMs(latency, fate("travel"), weather.slower);
    const isDead =
      happens(options.deadAddresses ?? 0, seed, [identity, "dead"]) ||
      happens(weather.bounced, seed, [identity, "bounced"]);
    const isAway = fate("away")() < (options.unreachable ?? 0);
    const reason = isDead ? "unknown-address" : isAway ? "unreachable" : undefined;
    const isTooLate = travelMs > (submission.validityMs ?? Number.POSITIVE_INFINITY);
    if (reason || isTooLate) {
      tally.undelivered++;
      if (trade.speaks !== "carrier" && trade.speaks !== "bounces") return;
      const at = now + Math.min(travelMs, submission.validityMs ?? travelMs);
      const kind = { kind: "undelivered", quality: "carrier", reason: reason ?? "expired" } as const;
      report(identity, nth, submission, { ...kind, at });
      return;
    }
    clock.at(now + travelMs, () => {
      if (submission.isCalledBack?.() === true) return;
      tally.delivered++;
      if (trade.speaks !== "bounces") {
        const backMs = latencyMs(receiptLatency, fate("receipt"), weather.slower);
        const arrived = { kind: "delivered", quality: trade.quality, at: clock.now() + backMs } as const;
        report(identity, nth, submission, arrived);
      }
      const onRead = () => {
        if (trade.speaks !== "device") return;
        report(identity, nth, submission, { kind: "engaged", quality: "human", at: clock.now() });
      };
      arrive(core, trade, { channel, provider: name, identity, submission, onRead });
    });
  };

  function report(identity: string, nth: number, submission: Submission, report: Report): void {
    const { onReport } = submission;
    if (!onReport) return;
    clock.at(report.at, () => {
      // a fault affects all receipts that are due during the fault, even receipts of earlier messages
      const { address } = submission;
      const share = Math.min(receipts, script.weather(name, clock.now(), address).receipts);
      if (!happens(share, seed, [name, identity, nth, "reported", report.kind])) return;
      tally.reports++;
      onReport(report);
    });
  }
}

interface Arrival {
  readonly channel: Channel;
  readonly provider: string;
  readonly identity: string;
  readonly submission: Submission;
  readonly onRead: () => void;
}

function arrive(core: WorldCore, trade: CourierTrade, arrival: Arrival): void {
  const { submission, channel, provider } = arrival;
  const holder = core.findHolder(channel, submission.address);
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
      links: findLinks(opened),
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
