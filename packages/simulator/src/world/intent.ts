import type { Habits } from "./habits.ts";
import type { LivingPerson, ReceivedMessage } from "./person.ts";
import { type Dice, happens, pick } from "./seeded-random.ts";

/** What a reader sets out to do. */
export type Intent = { readonly reply: string; readonly press?: undefined } | { readonly press: string };

/** What is known about the hand that holds the message. */
export interface Situation {
  readonly seed: number;
  readonly habits: Habits;
  readonly identity: string;
  readonly canReply: boolean;
}

/**
 * What a person does about a message they have read; `undefined` = nothing.
 *
 * Every number is drawn before anything is decided, so what one person has done already shifts no later draw.
 */
export function intentOf(
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
  if (living.isSettled || living.closed.has(message.address)) return undefined;
  if (wantsStop && canReply) return { reply: "STOP" };
  if (!acts) return undefined;
  if (happens(habits.wrongPerson, seed, [identity, "holder"])) return { press: "wrong-person" };
  const invited = canReply ? invitation(message.text, habits.replyWord) : undefined;
  if (invited !== undefined && (prefersReply || message.links.length === 0)) return { reply: invited };
  return message.links.length > 0 ? { press: chosen } : undefined;
}

const LINK = /https?:\/\/\S+/g;

/** The reply that a text asks for, such as `OK 47`; `undefined` when it asks for none: letters in a link ask for nothing. */
function invitation(text: string, word: string): string | undefined {
  const found = new RegExp(`\\b${word}\\b(?:\\s+(\\d+))?`, "i").exec(text.replace(LINK, ""));
  if (!found) return undefined;
  return found[1] ? `${word} ${found[1]}` : word;
}
