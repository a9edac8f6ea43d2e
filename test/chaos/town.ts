import { setTimeout as pause } from "node:timers/promises";
import {
  browserHands,
  createWorld,
  type Habits,
  type Hands,
  type Posted,
  type Press,
  type PressOutcome,
  realClock,
  type World,
} from "@relance/simulator";
import { type Outside, openOutside } from "../e2e/support/outside.ts";
import type { Word } from "../support/oracle/facts.ts";
import { mailOf, phoneOf } from "../support/people-campaign.ts";

export interface Town extends AsyncDisposable {
  readonly outside: Outside;
  readonly world: World;
  /**
   * Every press of a button, including presses without a result yet. `toldAt` is the time when the page showed that the
   * answer was recorded.
   */
  readonly presses: readonly Word[];
  readonly posted: readonly Posted[];
  pressing(): number;
  press(key: string, link: string, answer: string): Promise<void>;
}

/** Maximum number of times that a recipient presses a button while the page shows an error or does not load. */
const MOST_PRESSES = 12;
const AGAIN_MS = 1_500;
const PATIENCE_MS = 20_000;
const UNHEARD: PressOutcome = { ok: false, again: true };

export async function openTown(seed: number, people: number, lengthMs: number): Promise<Town> {
  const clock = realClock();
  const hands = browserHands({ connections: 64 });
  const presses: Word[] = [];
  const posted: Posted[] = [];
  let pressing = 0;

  async function insist(press: Press): Promise<PressOutcome> {
    const { key, channel, answer } = press;
    const address = (channel === "email" ? mailOf : phoneOf)(Number(key.slice(1)));
    const word: Word = { key, says: answer, address, at: Date.now() };
    presses.push(word);
    pressing += 1;
    let outcome: PressOutcome = { ok: false };
    for (let time = 0; time < MOST_PRESSES; time++) {
      outcome = await Promise.race([hands.press(press).catch(() => UNHEARD), pause(PATIENCE_MS, UNHEARD)]);
      if (outcome.again !== true) break;
      await pause(AGAIN_MS);
    }
    pressing -= 1;
    const told = outcome.ok ? { toldAt: Date.now(), status: "recorded" } : {};
    const { answer: pressed = answer } = outcome;
    if (pressed === answer) Object.assign(word, told);
    else presses.push({ ...word, says: pressed, ...told });
    return { ...outcome, again: false };
  }

  const seen: Hands = { press: insist };
  const world = createWorld({
    seed,
    clock,
    hands: seen,
    habits: habitsOf(lengthMs),
    onPosted: (one) => posted.push(one),
  });
  const courier = {
    latency: [{ share: 1, medianMs: 500, sigma: 0.8 }],
    receiptLatency: [{ share: 1, medianMs: 200, sigma: 0.8 }],
    unreachable: 0.04,
    loss: 0.02,
  };
  const callbacks = { early: 0.15, repeated: 0.25, reordered: 0.25 };
  const outside = await openOutside({
    world,
    courier,
    callbacks,
    receipts: 0.97,
    secondReceipts: 0.97,
  });
  world.add(
    Array.from({ length: people }, (_, n) => ({
      key: `p${n}`,
      contacts: [
        { channel: "sms" as const, address: phoneOf(n) },
        { channel: "email" as const, address: mailOf(n) },
      ],
    })),
  );
  return {
    outside,
    world,
    presses,
    posted,
    pressing: () => pressing,
    async press(key, link, answer) {
      await insist({ key, channel: "sms", provider: "nobody", links: [link], answer });
    },
    async [Symbol.asyncDispose]() {
      clock[Symbol.dispose]();
      await outside[Symbol.asyncDispose]();
      await hands[Symbol.asyncDispose]();
    },
  };
}

function habitsOf(lengthMs: number): Partial<Habits> {
  const readAfter = [{ share: 1, medianMs: lengthMs / 20, sigma: 0.9 }];
  return {
    never: 0.15,
    read: { sms: 0.8, email: 0.7, push: 0 },
    readAfter: { sms: readAfter, email: readAfter, push: readAfter },
    acts: 0.7,
    answers: { done: 0.8, promise: 0.12, help: 0.08 },
    replies: 0,
    stop: 0.12,
    wrongPerson: 0,
  };
}
