import type { Channel, Message, Provider } from "@relance/spec";
import type { Delivery } from "relance";
import { describe, expect, it } from "vitest";
import { hello, type Laboratory, openLaboratory, SECOND } from "../../support/laboratory.ts";

const SUBSCRIPTION = {
  endpoint: "https://push.example.org/abc",
  keys: {
    p256dh: Buffer.alloc(65, 4).toString("base64url"),
    auth: Buffer.alloc(16, 7).toString("base64url"),
  },
};
const TEXTS = {
  "all@1": {
    sms: () => ({ text: "by sms" }),
    email: () => ({ subject: "by email", text: "by email" }),
    push: () => ({ title: "by push", body: "by push" }),
  },
};
const ANA = {
  id: "ana",
  mobile: "+33639980001",
  mail: "Ana@example.org",
  push: SUBSCRIPTION,
};

function recorder<C extends Channel>(channel: C, left: Message[]): Provider<C> {
  return {
    kind: channel,
    channel,
    vendor: channel,
    capabilities: { receipts: true, replies: false },
    async send(message) {
      left.push(message);
      return { ref: message.attemptId };
    },
  };
}

/** Sends Ana one message over each channel. Returns the sent and the captured messages. */
async function campaignUnder(delivery: Delivery | undefined): Promise<{ left: Message[]; lab: Laboratory }> {
  const left: Message[] = [];
  const lab = await openLaboratory({
    sms: () => ({ main: recorder("sms", left) }),
    config: {
      delivery,
      templates: TEXTS,
      providers: {
        sms: { main: recorder("sms", left) },
        email: { smtp: recorder("email", left) },
        push: { web: recorder("push", left) },
      },
    },
  });
  const { gateway } = await lab.open("worker");
  for (const [channel, provider] of Object.entries({ sms: "main", email: "smtp", push: "web" })) {
    const campaign = hello(
      {
        name: channel,
        audience: { contacts: { sms: "mobile", email: "mail", push: "push" } },
        steps: [{ channel: channel as Channel, route: [provider], template: "all@1" }],
      },
      TEXTS,
    );
    await lab.finish(gateway.campaigns.start(campaign, { rows: [ANA] }));
  }
  void gateway.run({ signal: new AbortController().signal });
  await lab.time.advance(5 * SECOND);
  return { left, lab };
}

const destinations = (messages: readonly Message[]) => messages.map(({ channel, to }) => [channel, to]);
const captured = async (lab: Laboratory) =>
  (await lab.store.outbox({ limit: 100 })).rows.map(({ channel, to }) => [channel, to]);

const SMS = ["sms", ANA.mobile];
const EMAIL = ["email", ANA.mail];
const PUSH = ["push", SUBSCRIPTION];
const PUSH_TEXT = ["push", JSON.stringify(SUBSCRIPTION)];

describe("a message in delivery mode", () => {
  it.each<{ named: string; delivery: Delivery | undefined; leaves: unknown[]; stays: unknown[] }>([
    {
      named: "nothing, when nothing is said",
      delivery: undefined,
      leaves: [],
      stays: [SMS, EMAIL, PUSH_TEXT],
    },
    { named: "nothing under capture", delivery: "capture", leaves: [], stays: [SMS, EMAIL, PUSH_TEXT] },
    { named: "everything under live", delivery: "live", leaves: [SMS, EMAIL, PUSH], stays: [] },
    {
      named: "one address on the allow list, however it is written",
      delivery: { allow: ["ana@EXAMPLE.org"] },
      leaves: [EMAIL],
      stays: [SMS, PUSH_TEXT],
    },
    {
      named: "a domain and a number on the allow list",
      delivery: { allow: ["*@example.org", "+33639980001"] },
      leaves: [SMS, EMAIL],
      stays: [PUSH_TEXT],
    },
    {
      named: "nothing to a domain that only ends alike",
      delivery: { allow: ["*@ample.org", "*@org", "example.org"] },
      leaves: [],
      stays: [SMS, EMAIL, PUSH_TEXT],
    },
    {
      named: "everything to the addresses of a redirect; push, which has none, stays",
      delivery: { redirect: { sms: "+33639989999", email: "me@example.net" } },
      leaves: [
        ["sms", "+33639989999"],
        ["email", "me@example.net"],
      ],
      stays: [PUSH_TEXT],
    },
    {
      named: "one channel of a redirect that names one",
      delivery: { redirect: { email: "me@example.net" } },
      leaves: [["email", "me@example.net"]],
      stays: [SMS, PUSH_TEXT],
    },
  ])("is $named", async ({ delivery, leaves, stays }) => {
    const { left, lab } = await campaignUnder(delivery);
    const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(sorted(destinations(left))).toEqual(sorted(leaves));
    expect(sorted(await captured(lab))).toEqual(sorted(stays));
  });

  it("counts as accepted if it is captured, and its receipt is never overdue", async () => {
    const { lab } = await campaignUnder("capture");
    await lab.time.advance(1_800 * SECOND);
    expect((await lab.ledger("sms")).attempts).toMatchObject([{ state: "accepted", evidence: "none", count: 1 }]);
    expect((await lab.events()).filter(({ type }) => type === "attempt.unknown")).toEqual([]);
  });
});
