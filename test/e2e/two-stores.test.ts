import { copyFile, rename } from "node:fs/promises";
import { fakePushService, fakeSmsGateway } from "@relance/simulator";
import { sqliteStore } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { besideNothing } from "../support/over-stores.ts";
import { linkIn, openStack, type Stack } from "./support/stack.ts";

const ALICE = { id: "alice", mobile: "+33639980001", mail: "alice@example.org" };
const OVER_SECOND = {
  steps: [{ channel: "sms" as const, route: ["second"], template: "please@1", wait: "24h" }],
};
const BY_MAIL = {
  steps: [{ channel: "email" as const, route: ["smtp"], template: "please@1", wait: "24h" }],
};

const BY_PUSH = {
  steps: [{ channel: "push" as const, route: ["web"], template: "please@1", wait: "24h" }],
};

const at = ({ settings }: Stack, address: string): string => {
  const { pathname, search } = new URL(address);
  return `${new URL(settings.publicUrl).origin}${pathname}${search}`;
};

const mailOf = ({ outside }: Stack): string => outside.smtp.mails()[0]?.raw.toString() ?? "";

async function standing(stack: Stack, key: string) {
  const [ledger] = await stack.gateway.campaigns.ledgers();
  const person = await partsOf(stack.gateway).store.read({ campaign: ledger?.campaign ?? 0, key });
  return { state: person?.state, answer: person?.answer, last: person?.lastAttempt };
}

describe("two gateways with the same secret, each with a separate store", () => {
  it("create links only for their own recipients: pressed at the other one, a link is unknown", async () => {
    await using first = await openStack();
    await using second = await openStack();
    for (const stack of [first, second]) {
      await stack.start([ALICE]);
      await stack.happened("attempt.delivered", "alice");
    }
    const link = linkIn([...first.outside.twilio.messages()][0]?.body ?? "");
    const body = new URLSearchParams({ form: "acknowledge", answer: "done" });
    const press = { method: "POST", redirect: "manual", body } as const;
    expect((await fetch(at(second, link))).status).toBe(404);
    expect((await fetch(at(second, link), press)).status).toBe(404);
    expect((await standing(second, "alice")).state).toBe("active");
    expect((await fetch(link, press)).status).toBe(303);
    expect((await standing(first, "alice")).state).toBe("acknowledged");
  });

  it("suppress no mailbox by an opt-out link of the other one", async () => {
    await using first = await openStack();
    await using second = await openStack();
    for (const stack of [first, second]) {
      await stack.start([ALICE], BY_MAIL);
      await stack.happened("attempt.accepted", "alice");
    }
    const [, optOutUrl = ""] = /^X-Relance-Opt-Out: <(.+)>\r$/m.exec(mailOf(first)) ?? [];
    const body = new URLSearchParams({ form: "opt-out" });
    expect((await fetch(at(second, optOutUrl), { method: "POST", body })).status).toBe(404);
    expect((await partsOf(second.gateway).store.suppressions({ limit: 10 })).rows).toEqual([]);
    expect((await fetch(optOutUrl, { method: "POST", body })).status).toBe(200);
    expect((await partsOf(first.gateway).store.suppressions({ limit: 10 })).rows).toHaveLength(1);
  });

  it("accept no report at a URL that the other one signed", async () => {
    await using service = await fakePushService();
    const payloads: string[] = [];
    await using reporting = await fakePushService({ onPayload: (payload) => payloads.push(payload) });
    await using first = await openStack();
    await using second = await openStack();
    await first.start([{ id: "alice", subscription: JSON.stringify(reporting.subscribe("alice")) }], BY_PUSH);
    await second.start([{ id: "bob", subscription: JSON.stringify(service.subscribe("bob")) }], BY_PUSH);
    await first.happened("attempt.accepted", "alice");
    await second.happened("attempt.accepted", "bob");
    const before = await standing(second, "bob");
    const { receiptUrl } = JSON.parse(payloads[0] ?? "{}");
    const body = JSON.stringify({ kind: "shown" });
    expect((await fetch(at(second, receiptUrl), { method: "POST", body })).status).toBe(403);
    expect(await standing(second, "bob")).toEqual(before);
    expect((await fetch(receiptUrl, { method: "POST", body })).status).toBe(204);
  });
});

describe("a store that was restored from a backup and continued", () => {
  it("assigns no number twice: lost links are unknown, and links from before the backup stay valid", async () => {
    await using place = await besideNothing();
    const { db } = place;
    await using carrier = await fakeSmsGateway({ isIdempotent: true });
    const gateway = { url: carrier.url, apiKey: carrier.apiKey, secret: carrier.secret };
    const told = () => [...carrier.messages()];
    const linkTo = (number: string) => linkIn(told().find(({ to }) => to === number)?.text ?? "");

    async function tell(key: string, mobile: string) {
      const stack = await openStack({ db, gateway });
      await stack.start([{ id: key, mobile }], { name: key, ...OVER_SECOND });
      await stack.happened("attempt.accepted", key);
      return stack;
    }

    await (await tell("alice", "+33639980001"))[Symbol.asyncDispose]();
    await copyFile(db, `${db}.backup`);
    await (await tell("bob", "+33639980002"))[Symbol.asyncDispose]();
    await rename(`${db}.backup`, db);
    const store = sqliteStore({ file: db });
    expect((await store.open()).isElsewhere).toBe(true);
    const { from } = await store.markRestored();
    await store.close();

    await using stack = await tell("carol", "+33639980003");
    expect(stack.logged("store.elsewhere")).toEqual([]);
    const [alice, bob, carol] = ["+33639980001", "+33639980002", "+33639980003"].map(linkTo);
    const ids = told().map(({ reference }) => reference);
    expect(new Set(ids).size).toBe(3); // attempt ids differ, so the idempotent carrier dropped no message
    const press = (link = "") =>
      fetch(at(stack, link), {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ form: "acknowledge", answer: "done" }),
      });
    expect((await press(bob)).status).toBe(404);
    expect((await press(alice)).status).toBe(303);
    expect((await press(carol)).status).toBe(303);
    const carols = await stack.gateway.campaigns.get("carol").then((one) => one.recipient("carol"));
    expect(carols).toMatchObject({ state: "acknowledged" });
    expect(carols?.enrollment).toBeGreaterThanOrEqual(from);
    const events = (await stack.events()).map(({ id }) => Number(id));
    expect(events.filter((id) => id >= from).length).toBeGreaterThan(0);
  });
});
