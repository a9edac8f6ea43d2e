import type { Habits } from "./habits.ts";
import { latencyMs } from "./latency.ts";
import type { LivingPerson, ReceivedMessage } from "./person.ts";
import { type Dice, happens, pick, rollDice } from "./seeded-random.ts";
import type { WorldCore } from "./world-core.ts";

type Intent = { readonly reply: string; readonly press?: undefined } | { readonly press: string };

interface Situation {
  readonly seed: number;
  readonly habits: Habits;
  readonly identity: string;
  readonly canReply: boolean;
}

/**
 * Returns how a recipient reacts to a message, or `undefined` for no reaction. Draws all random numbers first, so that
 * the number of draws is constant.
 */
function decideIntent(
  living: LivingPerson,
  message: ReceivedMessage,
  situation: Situation,
  dice: Dice,
): Intent | undefined {
  const { seed, habits, identity, canReply } = situation;
  const wantsStop = dice() < habits.stop;
  const acts = dice() < habits.acts;
  const prefersReply = dice() < habits.replies;
  const chosen = pick(habits.answers, dice) ?? "done";
  const { key, persona } = living.person;
  if (persona === "silent" || happens(habits.never, seed, [key, "never"])) return undefined;
  if (living.isSettled || living.closed.includes(message.address)) return undefined;
  if (wantsStop && canReply) return { reply: "STOP" };
  if (!acts) return undefined;
  if (happens(habits.wrongPerson, seed, [identity, "holder"])) return { press: "wrong-person" };
  const invited = canReply ? invitation(message.text, habits.replyWord) : undefined;
  if (invited !== undefined && (prefersReply || message.links.length === 0)) return { reply: invited };
  return message.links.length > 0 ? { press: chosen } : undefined;
}

const LINK = /https?:\/\/\S+/g;

/** Returns the reply that a text invites, such as `OK 47`, or `undefined`. Ignores letters within links. */
function invitation(text: string, word: string): string | undefined {
  const found = new RegExp(`\\b${word}\\b(?:\\s+(\\d+))?`, "i").exec(text.replace(LINK, ""));
  if (!found) return undefined;
  return found[1] ? `${word} ${found[1]}` : word;
}

export interface Means {
  readonly identity: string;
  readonly canReply: boolean;
  reply(text: string): void;
  onRead(): void;
}

/** Milliseconds before a recipient repeats a failed press. */
const AGAIN_MS = 120_000;
const MAX_PRESSES = 3;

/** Schedules when a recipient reads a message and how the recipient reacts. */
export function react(core: WorldCore, living: LivingPerson, message: ReceivedMessage, means: Means): void {
  const { seed, clock, habits } = core;
  // messages are counted per channel, so that the choice of carrier does not change the recipient's behaviour
  const nth = living.received.filter((earlier) => earlier.channel === message.channel).length;
  const dice = rollDice(seed, [living.person.key, "reads", message.channel, nth]);
  const afterMs = latencyMs(habits.readAfter[message.channel] ?? habits.readAfter.push, dice);
  if (dice() >= (habits.read[message.channel] ?? habits.read.push)) return;
  clock.at(clock.now() + afterMs, () => {
    message.readAt = clock.now();
    means.onRead();
    const { identity, canReply } = means;
    const intent = decideIntent(living, message, { seed, habits, identity, canReply }, dice);
    if (intent?.press !== undefined) press(core, living, message, intent.press);
    else if (intent) reply(core, living, message, means, intent.reply);
  });
}

function reply(core: WorldCore, living: LivingPerson, message: ReceivedMessage, means: Means, words: string): void {
  const { channel } = message;
  living.gestures.push({ at: core.clock.now(), kind: "reply", words, channel, ok: true });
  // after STOP, a recipient ignores SMS but may still read mail
  if (words === "STOP") living.closed.push(message.address);
  else living.isSettled = true;
  means.reply(words);
}

function press(core: WorldCore, living: LivingPerson, message: ReceivedMessage, answer: string, tries = 1): void {
  const { hands, clock } = core;
  if (!hands.press) return;
  const { key, locale } = living.person;
  const { channel, provider, links } = message;
  core.track(hands.press({ key, locale, channel, provider, links, answer }), (outcome) => {
    const words = outcome.answer ?? answer;
    living.gestures.push({ at: clock.now(), kind: "press", words, channel, ok: outcome.ok });
    if (outcome.ok) remember(living, message, words);
    else if (outcome.again && tries < MAX_PRESSES) {
      clock.at(clock.now() + AGAIN_MS * tries, () => press(core, living, message, answer, tries + 1));
    }
  });
}

function remember(living: LivingPerson, message: ReceivedMessage, answer: string): void {
  if (answer === "wrong-person") living.closed.push(message.address);
  else if (answer !== "promise") living.isSettled = true;
}
