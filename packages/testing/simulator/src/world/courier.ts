import type { Channel } from "@relance/spec";
import { createCarriage } from "./carriage.ts";
import type { CourierOptions } from "./courier-options.ts";
import type { CourierTrade } from "./courier-trade.ts";
import { happens, rollDice } from "./seeded-random.ts";
import type { Submission, Verdict } from "./submission.ts";
import { newTally, type Tally } from "./tally.ts";
import { createTokenBucket } from "./token-bucket.ts";
import type { WorldCore } from "./world-core.ts";

/** Delivers the messages of one channel. Carriers, mail hosts and push services are couriers. */
export interface Courier {
  readonly name: string;
  readonly channel: Channel;
  readonly tally: Tally;
  /** Returns whether a message to this address would be accepted. */
  knock(address: string): Verdict;
  /** Calls {@link knock}, submits the message if its address is accepted, and returns the verdict. */
  submit(submission: Submission): Verdict;
}

/**
 * Creates a courier. Each random draw depends only on the contact and the number of the contact's accepted messages, so
 * retries do not affect other contacts.
 */
export function createCourier(
  core: WorldCore,
  name: string,
  channel: Channel,
  options: CourierOptions,
  trade: CourierTrade,
): Courier {
  const { seed, clock, script } = core;
  const tally = newTally();
  const carry = createCarriage(core, { name, channel, options, trade, tally });
  const bucket = options.limit === undefined ? undefined : createTokenBucket(options.limit);
  const seen = new Map<string, { tries: number; taken: number }>();

  return {
    name,
    channel,
    tally,
    knock,
    submit(submission) {
      const verdict = knock(submission.address);
      if (verdict.taken) verdict.handOver(submission);
      else note(submission.address, submission.attemptId, false);
      return verdict;
    },
  };

  function knock(address: string): Verdict {
    const identity = core.findHolder(channel, address)?.identity ?? address;
    const weather = script.weather(name, clock.now(), address);
    const count = seen.get(identity) ?? { tries: 0, taken: 0 };
    seen.set(identity, count);
    const door = rollDice(seed, [name, identity, "door", count.tries++]);
    tally.requests++;
    if (door() < weather.unavailable) {
      tally.unavailable++;
      return { taken: false, why: "unavailable" };
    }
    if (door() < weather.throttled) {
      tally.throttled++;
      return { taken: false, why: "throttled", retryAfterMs: weather.retryAfterMs };
    }
    const fullForMs = bucket?.take(clock.now());
    if (fullForMs !== undefined) {
      tally.throttled++;
      return { taken: false, why: "throttled", retryAfterMs: fullForMs };
    }
    const isUnknown = happens(options.unknownAddresses ?? 0, seed, [identity, "unknown"]);
    const why = trade.refuses?.(address);
    if (why || isUnknown || door() < weather.refused) {
      tally.refused++;
      return { taken: false, why: why ?? "unknown-address" };
    }
    const isAnswerLost = door() < weather.cut;
    return {
      taken: true,
      isAnswerLost,
      handOver(submission) {
        if (isAnswerLost) tally.cut++;
        tally.taken++;
        note(address, submission.attemptId, true);
        carry(identity, count.taken++, submission);
      },
    };
  }

  function note(address: string, attemptId: string | undefined, taken: boolean): void {
    const living = core.findHolder(channel, address)?.living;
    living?.submitted.push({ at: clock.now(), channel, provider: name, address, attemptId, taken });
  }
}
