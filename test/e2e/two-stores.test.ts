import { fakePushService } from "@relance/simulator";
import { describe, expect, it } from "vitest";
import { linkIn, openStack, type Stack } from "./support/stack.ts";

const ALICE = { id: "alice", mobile: "+33639980001", mail: "alice@example.org" };
const BY_MAIL = {
  steps: [{ channel: "email" as const, route: ["smtp"], template: "please@1", wait: "24h" }],
};

const BY_PUSH = {
  steps: [{ channel: "push" as const, route: ["web"], template: "please@1", wait: "24h" }],
};

/** The same address at the other gateway. */
const at = ({ settings }: Stack, address: string): string => {
  const { pathname, search } = new URL(address);
  return `${new URL(settings.publicUrl).origin}${pathname}${search}`;
};

const mailOf = ({ outside }: Stack): string => outside.smtp.mails()[0]?.raw.toString() ?? "";

/** What of a person nobody else's link or report may change. */
async function standing(stack: Stack, key: string) {
  const [ledger] = await stack.gateway.campaigns.list();
  const person = await stack.gateway.internals.store.read({ campaign: ledger?.campaign ?? 0, key });
  return { state: person?.state, answer: person?.answer, last: person?.lastAttempt };
}

describe("two gateways with the same secret, each with a store of its own", () => {
  it("give links for their own people alone: pressed at the other one it is unknown", async () => {
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

  it("forbid nobody's mailbox by an opt-out of the other one", async () => {
    await using first = await openStack();
    await using second = await openStack();
    for (const stack of [first, second]) {
      await stack.start([ALICE], BY_MAIL);
      await stack.happened("attempt.accepted", "alice");
    }
    const [, optOutUrl = ""] = /^List-Unsubscribe: <(.+)>\r$/m.exec(mailOf(first)) ?? [];
    const body = new URLSearchParams({ form: "opt-out" });
    expect((await fetch(at(second, optOutUrl), { method: "POST", body })).status).toBe(404);
    expect((await second.gateway.internals.store.suppressions({ limit: 10 })).rows).toEqual([]);
    expect((await fetch(optOutUrl, { method: "POST", body })).status).toBe(200);
    expect((await first.gateway.internals.store.suppressions({ limit: 10 })).rows).toHaveLength(1);
  });

  it("believe no report at an address that the other one signed", async () => {
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
