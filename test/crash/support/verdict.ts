import { browserHands } from "@relance/simulator";
import { expect } from "vitest";
import { linkIn } from "../../e2e/support/stack.ts";
import { waitFor } from "../../e2e/support/wait-for.ts";
import { personAt } from "../../support/people-campaign.ts";
import type { Site, Successor } from "./site.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Presses the button of a message for each of these recipients. Returns the recipients whose page showed that the
 * answer was recorded.
 */
export async function press(site: Site, keys: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  await using hands = browserHands({ connections: 4 });
  const told = new Set<string>();
  const texts = [
    ...[...site.outside.twilio.messages()].map(({ to, body }) => [personAt(to), body] as const),
    ...[...site.outside.gateway.messages()].map(({ to, text }) => [personAt(to), text] as const),
  ];
  await Promise.all(
    texts.map(async ([key, text]) => {
      if (!keys.has(key)) return;
      const links = [linkIn(text)];
      const { ok } = await hands.press({ key, channel: "sms", provider: "any", links, answer: "done" });
      if (ok) told.add(key);
    }),
  );
  return told;
}

export async function tried(next: Successor): Promise<void> {
  await waitFor("everybody to be tried", async () => {
    const { states, attempts } = await next.ledger();
    return states.pending === 0 && attempts.every(({ state }) => state !== "submitting");
  });
}

function writtenTo(site: Site): ReadonlySet<string | undefined> {
  const places = [...site.taken().keys()].filter((place) => !place.startsWith("smtp"));
  return new Set(places.map((place) => place.split(" ")[1]));
}

export interface Bounds {
  /** Maximum number of messages that one provider's API may have accepted for one recipient. */
  readonly each: number;
  /** Maximum number of SMS beyond the first of each recipient. */
  readonly doubtful: number;
}

/**
 * Runs the rest of the campaign to the deadline, then checks that the ledger contains each recipient and that no
 * recipient received more messages than the limits permit.
 */
export async function playOut(
  site: Site,
  next: Successor,
  bounds: Bounds,
  toldBefore: ReadonlySet<string> = new Set(),
): Promise<void> {
  expect((await next.ledger()).holds).toBe(true);
  await tried(next);
  await next.pass(11 * MINUTE); // within eleven minutes, relance resolves every uncertain attempt
  await waitFor("every doubt to end", async () =>
    (await next.ledger()).attempts.every(({ state }) => state !== "uncertain" && state !== "submitting"),
  );
  await waitFor("everybody's SMS", () => writtenTo(site).size === site.people);
  const told = new Set([...toldBefore, ...(await press(site, new Set(["p0", "p1", "p2"])))]);
  expect(told.size).toBeGreaterThanOrEqual(3);
  await next.pass(25 * HOUR);
  const silent = site.people - told.size;
  await waitFor("mail to everybody else", () => site.outside.smtp.mails().length >= silent);
  await tried(next);
  await next.pass(73 * HOUR);
  await waitFor("the end", async () => {
    const { states } = await next.ledger();
    return states.pending + states.active === 0;
  });

  const taken = site.taken();
  expect([...taken].filter(([, count]) => count > bounds.each)).toEqual([]);
  const phones = [...taken].filter(([place]) => !place.startsWith("smtp"));
  const messages = phones.reduce((sum, [, count]) => sum + count, 0);
  expect(messages - site.people).toBeLessThanOrEqual(bounds.doubtful);

  const people = await next.everybody();
  expect(people).toHaveLength(site.people);
  const acknowledged = people.flatMap(({ key, state }) => (state === "acknowledged" ? [key] : []));
  expect(new Set(acknowledged)).toEqual(told);
  const { holds, states } = await next.ledger();
  expect({ holds, states }).toMatchObject({ holds: true, states: { acknowledged: told.size } });
  expect(await next.findings()).toEqual([]);
}
