import { randomBytes } from "node:crypto";
import type { BrowserHands } from "@relance/simulator";
import type { Ledger } from "relance";
import type { Linked } from "./messages.ts";

/** Number of links with an invalid signature. The demo tries as many links with another recipient's signature. */
const FORGED_LINKS = 100;
const FORGED_RECEIPTS = 5;

/** Repeats a press that fails, because a killed receiver is restarted soon. */
async function again<T>(once: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await once();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Presses a button for each recipient, and returns the number of pages that confirmed the recording of the answer. */
async function press(hands: BrowserHands, people: readonly Linked[], answer: string): Promise<number> {
  let taken = 0;
  for (const { key, url } of people) {
    const outcome = await again(async () => {
      const pressed = await hands.press({ key, channel: "sms", provider: "", links: [url], answer });
      return pressed.again ? undefined : pressed;
    });
    if (outcome.ok) taken += 1;
  }
  return taken;
}

/** Presses the same button again for recipients who have confirmed, and another button for some of them. */
export async function pressAgain(
  hands: BrowserHands,
  confirmed: readonly Linked[],
): Promise<{ readonly again: number; readonly otherwise: number }> {
  const again = await press(hands, confirmed, "done");
  return { again, otherwise: await press(hands, confirmed.slice(0, 5), "help") };
}

/** Presses the confirmation button of each recipient whose deadline has passed. */
export function pressLate(hands: BrowserHands, unreached: readonly Linked[]): Promise<number> {
  return press(hands, unreached, "done");
}

/** Guesses links, exchanges signatures between links, and forges receipts. Returns how many forgeries succeeded. */
export async function forge(publicUrl: string, [real, other]: readonly Linked[]): Promise<number> {
  const token = (url = "") => url.slice(url.lastIndexOf("/") + 1);
  const guesses = Array.from({ length: FORGED_LINKS }, (_, n) => [
    `/a/${randomBytes(12).toString("base64url")}${n.toString(36)}`,
    `/a/${token(real?.url).slice(0, 16)}${token(other?.url).slice(16)}`,
  ]).flat();
  const reports = Array.from({ length: FORGED_RECEIPTS }, (_, n) => `/receipts/sms.main?a=${n}&s=AAAAAAAAAAAAAAAA`);
  let taken = 0;
  for (const path of [...guesses, ...reports]) {
    const form = { form: "acknowledge", answer: "done", MessageStatus: "delivered", MessageSid: "SM0" };
    const body = new URLSearchParams(form);
    const response = await again(async () => {
      const answered = await fetch(`${publicUrl}${path}`, { method: "POST", body, redirect: "manual" }).catch(
        () => undefined,
      );
      return answered !== undefined && answered.status < 500 ? answered : undefined;
    });
    if (response.status < 400) taken += 1;
  }
  return taken;
}

/** Number of forgeries that {@link forge} tries. */
export const FORGERIES: number = 2 * FORGED_LINKS + FORGED_RECEIPTS;

/** Compares two ledgers, and returns each change that differs from the expected change. */
export function checkLedgers(before: Ledger, after: Ledger, taken: number): string[] {
  const wrong = taken === 0 ? [] : [`${taken} forgeries were taken`];
  if (after.states.acknowledged !== before.states.acknowledged)
    wrong.push("somebody was confirmed by a forgery, or reopened");
  if (after.answers.done !== before.answers.done) wrong.push("a second press was counted");
  return wrong;
}
