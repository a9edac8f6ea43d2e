import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { fakePushService } from "@relance/simulator";
import { describe, expect, it } from "vitest";
import { linkIn, openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const MANY = 1_000;
const A_BUSY_MACHINE_MS = 600_000;
const ANNA = { id: "anna", mobile: "+33639980001" };
const BOB = { id: "bob", mobile: "+33639980002" };
const HOUR = 3_600_000;

async function account(stack: Stack) {
  const db = new DatabaseSync(stack.settings.db, { readOnly: true, timeout: 5_000 });
  const { facts } = db.prepare("select count(*) as facts from inbox").get() ?? {};
  db.close();
  const events = (await stack.events()).filter(({ type }) => type !== "evidence.sealed");
  return { ledgers: await stack.gateway.campaigns.ledgers(), events: events.length, facts };
}

async function linkOf(stack: Stack, number: string, nth = 0): Promise<string> {
  const found = () => [...stack.outside.twilio.messages()].filter(({ to }) => to === number);
  await waitFor("the SMS", () => found().length > nth);
  return linkIn(
    found()
      .map(({ body }) => body)
      .sort()[nth] ?? "",
  );
}

function press(link: string, answer = "done") {
  const body = new URLSearchParams({ form: "acknowledge", answer });
  return fetch(link, { method: "POST", redirect: "manual", body });
}

async function tally<T>(count: number, call: (nth: number) => Promise<T>): Promise<Map<T, number>> {
  const counts = new Map<T, number>();
  let next = 0;
  const caller = async () => {
    while (next < count) {
      const given = await call(next++);
      counts.set(given, (counts.get(given) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 50 }, caller));
  return counts;
}

function guess(nth: number, good: string): { readonly token: string; readonly isPost: boolean } {
  const random = randomBytes(12).toString("base64url");
  const tokens = [`${random}${good.slice(16)}`, `${random}1`, `${random}zz-abc`, random, `${good}${random}`];
  return { token: tokens[nth % tokens.length] ?? "", isPost: nth % 3 === 0 };
}

describe("a flood of guessed links", () => {
  it.each([
    { limitsAddresses: true, expected: { 404: 60, 429: MANY - 60 } },
    { limitsAddresses: false, expected: { 404: MANY } },
  ])(
    "gets the same answer, is counted, and changes nothing, limited by address: $limitsAddresses",
    async ({ limitsAddresses, expected }) => {
      await using stack = await openStack({ limitsAddresses });
      await stack.start([ANNA]);
      await stack.happened("attempt.delivered", "anna");
      const link = await linkOf(stack, ANNA.mobile);
      const good = link.slice(link.lastIndexOf("/") + 1);
      const before = await account(stack);
      const bodies = new Set<string>();
      const startedAt = performance.now();
      const statuses = await tally(MANY, async (nth) => {
        const { token, isPost } = guess(nth, good);
        const address = link.replace(good, token);
        const response = await (isPost ? press(address) : fetch(address));
        if (response.status === 404) bodies.add(await response.text());
        else await response.body?.cancel();
        return response.status;
      });
      // guesses beyond sixty may pass: up to 50 are in flight when the limit is reached, and each second permits one
      // more
      const more = 50 + Math.ceil((performance.now() - startedAt) / 1_000);
      const [known = 0, limited = 0] = [statuses.get(404), statuses.get(429)];
      expect(known + limited).toBe(MANY);
      expect(known).toBeGreaterThanOrEqual(expected[404]);
      expect(known).toBeLessThanOrEqual(expected[404] + more);
      expect(bodies.size).toBe(1);
      expect(await account(stack)).toEqual(before);
      const codes = stack.logged("webhook.refused").map(({ facts }) => facts?.code);
      expect(codes).toHaveLength(MANY);
      expect(codes.filter((code) => code === "webhook/not-found")).toHaveLength(known);
    },
    A_BUSY_MACHINE_MS,
  );
});

describe("a link", () => {
  it("that is fetched repeatedly causes one signal an hour", { timeout: A_BUSY_MACHINE_MS }, async () => {
    await using stack = await openStack();
    const campaign = await stack.start([ANNA]);
    await stack.happened("attempt.delivered", "anna");
    const link = await linkOf(stack, ANNA.mobile);
    const before = await account(stack);
    const startedAt = performance.now();
    const statuses = await tally(MANY, async () => {
      const response = await fetch(link);
      await response.body?.cancel();
      return response.status;
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(statuses.get(429)).toBeGreaterThan(MANY - 150 - seconds);
    const after = await account(stack);
    expect(after).toEqual({ ...before, facts: Number(before.facts) + 1 });
    await stack.pass(HOUR);
    await waitFor("the link's own minute", async () => (await fetch(link)).status === 200);
    const { signals } = (await campaign.recipient("anna")) ?? {};
    expect(signals?.map(({ type }) => type)).toEqual(["signal.link-fetched", "signal.link-fetched"]);
  });

  it("of another campaign or tenant moves only its own recipient", async () => {
    await using stack = await openStack();
    const first = await stack.start([ANNA], {}, { tenant: "one" });
    const second = await stack.start([ANNA], {}, { tenant: "two" });
    const other = await stack.start([ANNA, BOB], { name: "other" }, { tenant: "one" });
    await linkOf(stack, ANNA.mobile, 2);
    const link = await linkOf(stack, BOB.mobile);
    expect((await press(link)).status).toBe(303);
    const states = [first, second, other].map(async (one) => (await one.recipient("anna"))?.state);
    expect(await Promise.all(states)).toEqual(["active", "active", "active"]);
    expect((await other.recipient("bob"))?.state).toBe("acknowledged");
    const token = link.slice(link.lastIndexOf("/") + 1);
    const foreign = [`${token.slice(0, 16)}1`, token.replace(/-.*$/, ""), token.replace(/-.*$/, "-AAA")];
    for (const stranger of foreign) expect((await press(link.replace(token, stranger))).status).toBe(404);
    expect((await press(link.replace("/a/", "/u/"))).status).toBe(400);
    const optOut = new URLSearchParams({ form: "opt-out" });
    expect((await fetch(link.replace("/a/", "/u/"), { method: "POST", body: optOut })).status).toBe(404);
  });

  it("of another gateway is invalid", async () => {
    await using theirs = await openStack({ secrets: ["another-secret-for-these-tests"] });
    await theirs.start([ANNA]);
    const { pathname } = new URL(await linkOf(theirs, ANNA.mobile));
    await using ours = await openStack();
    await ours.start([ANNA]);
    await ours.happened("attempt.delivered", "anna");
    const before = await account(ours);
    const { origin } = new URL(ours.settings.publicUrl);
    expect((await press(`${origin}${pathname}`)).status).toBe(404);
    expect((await account(ours)).ledgers).toEqual(before.ledgers);
  });
});

describe("a device's report", () => {
  it("that is replayed in any order changes nothing", async () => {
    const payloads: string[] = [];
    await using service = await fakePushService({ onPayload: (payload) => payloads.push(payload) });
    await using stack = await openStack();
    const subscription = JSON.stringify(service.subscribe("anna"));
    const campaign = await stack.start([{ id: "anna", subscription }], {
      steps: [{ channel: "push", route: ["web"], template: "please@1", wait: "24h" }],
    });
    await stack.happened("attempt.delivered", "anna");
    const { receiptUrl, ackUrl, answers } = JSON.parse(payloads[0] ?? "{}");
    expect(answers).toEqual([{ name: "done" }, { name: "help" }]);
    const shown = { label: "I confirm", locale: "en", hash: "0".repeat(64) };
    const reports = [
      { kind: "acknowledged", answer: "done", ackUrl, ...shown, at: 1 },
      { kind: "received", at: 1 },
      { kind: "shown" },
      { kind: "clicked", at: 2 },
    ];
    const post = (report: object) => fetch(receiptUrl, { method: "POST", body: JSON.stringify(report) });
    for (const report of reports) expect((await post(report)).status).toBe(204);
    expect(await campaign.recipient("anna")).toMatchObject({ state: "acknowledged", answer: "done" });
    const before = await account(stack);
    const again = [...reports, ...reports.toReversed()].map((report) => ({ ...report, at: 3 }));
    for (const report of again) expect((await post(report)).status).toBe(204);
    expect(await account(stack)).toEqual(before);
  });

  it.each([
    { days: 4, status: 204, person: { state: "acknowledged", late: true } },
    {
      days: 120,
      status: 410,
      person: { state: expect.stringMatching(/^(expired|exhausted)$/), late: false },
    },
  ])("of an answer $days days later is answered $status: late, and later refused", async ({ days, status, person }) => {
    const payloads: string[] = [];
    await using service = await fakePushService({ onPayload: (payload) => payloads.push(payload) });
    await using stack = await openStack();
    const row = { id: "anna", subscription: JSON.stringify(service.subscribe("anna")) };
    const campaign = await stack.start([row], {
      steps: [{ channel: "push", route: ["web"], template: "please@1", wait: "24h" }],
    });
    await stack.happened("attempt.delivered", "anna");
    await stack.pass(days * 24 * HOUR);
    await waitFor("the end", async () => (await campaign.recipient("anna"))?.state !== "active");
    const { receiptUrl, ackUrl } = JSON.parse(payloads[0] ?? "{}");
    const shown = { label: "I confirm", locale: "en", hash: "0".repeat(64) };
    const body = JSON.stringify({ kind: "acknowledged", answer: "done", ackUrl, ...shown });
    expect((await fetch(receiptUrl, { method: "POST", body })).status).toBe(status);
    expect(await campaign.recipient("anna")).toMatchObject(person);
    const codes = stack.logged("webhook.refused").map(({ facts }) => facts?.code);
    expect(codes).toEqual(status === 410 ? ["webhook/gone"] : []);
  });

  it("shows the campaign's own texts on the buttons, and no buttons if a press is not enough", async () => {
    const payloads: string[] = [];
    await using service = await fakePushService({ onPayload: (payload) => payloads.push(payload) });
    await using stack = await openStack();
    const row = { id: "anna", subscription: JSON.stringify(service.subscribe("anna")) };
    const steps = [{ channel: "push", route: ["web"], template: "please@1", wait: "24h" }] as const;
    const seen = { label: { fr: "Vu", en: "Seen" }, effect: "close" } as const;
    const confirm = { event: "came", via: ["event", "link"], buttons: { seen } } as const;
    await stack.start([row], {
      name: "words",
      steps: [...steps],
      confirm,
      locale: "fr",
    });
    await waitFor("the first", () => payloads.length === 1);
    await stack.start([row], {
      name: "event",
      steps: [...steps],
      confirm: { ...confirm, strength: "event" },
    });
    await waitFor("the second", () => payloads.length === 2);
    expect(payloads.map((payload) => JSON.parse(payload).answers)).toEqual([
      [{ name: "seen", label: "Vu" }],
      undefined,
    ]);
  });
});
