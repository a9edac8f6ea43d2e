import { type FakePushService, fakePushService } from "@relance/simulator";
import type { PushSubscriptionLike } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { openChromium, whyNoChromium } from "./support/chromium.ts";
import { openGate } from "./support/gate.ts";
import { openPushDevice } from "./support/push-device.ts";
import { openStack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

if (whyNoChromium !== undefined) console.warn(`skipped: web push in a real browser; ${whyNoChromium}`);

const STEPS = [
  {
    channel: "push",
    route: ["web"],
    template: "please@1",
    wait: "24h",
    onMissingReceipt: { after: "1h", do: "wait" },
  },
] as const;

/**
 * Subscribes Anna's browser and sends her an encrypted message through a push service. The test decrypts the message
 * and passes the text to her browser.
 */
async function annaIsPushed() {
  const payloads: string[] = [];
  const service = await fakePushService({
    courier: { receipts: 0 }, // the simulated device sends no reports; the real browser sends them
    onPayload: (payload) => payloads.push(payload),
  });
  const stack = await openStack({ perTokenAMinute: 1_000 });
  const browser = await openChromium();
  const device = await openPushDevice(browser);
  const subscription = JSON.stringify(service.subscribe("anna"));
  const campaign = await stack.start([{ id: "anna", subscription }], { steps: [...STEPS] });
  await waitFor("the push message", () => payloads.length > 0);
  await stack.happened("attempt.accepted", "anna");
  return {
    stack,
    campaign,
    device,
    service,
    payload: payloads[0] ?? "",
    state: async () => (await campaign.recipient("anna"))?.state,
    evidence: async () => (await campaign.recipient("anna"))?.lastAttempt?.evidence,
    signals: async () => (await campaign.recipient("anna"))?.signals.map(({ type }) => type) ?? [],
    async [Symbol.asyncDispose]() {
      await device[Symbol.asyncDispose]();
      await browser.close();
      await stack[Symbol.asyncDispose]();
      await service.close();
    },
  };
}

describe.skipIf(whyNoChromium !== undefined)("web push in a real browser, with every page closed", () => {
  it("shows the notification with its answers, and proves that it was delivered and shown, which confirms nothing", async () => {
    await using anna = await annaIsPushed();
    expect(await anna.evidence()).toBe("none");
    await anna.device.deliver(anna.payload);
    expect(await anna.device.notifications()).toEqual([
      {
        title: "Please confirm",
        body: "Please confirm",
        actions: [
          { action: "done", title: "I confirm" },
          { action: "help", title: "I need help" },
        ],
      },
    ]);
    await anna.stack.happened("attempt.delivered", "anna");
    await waitFor("the signal", async () => (await anna.signals()).includes("signal.shown"));
    expect([await anna.evidence(), await anna.state()]).toEqual(["delivered", "active"]);
  });

  it("records a button pressed on the notification as an answer, once, with the displayed text", async () => {
    await using anna = await annaIsPushed();
    await anna.device.deliver(anna.payload);
    expect(await anna.device.press("done")).toEqual([]);
    await anna.stack.happened("enrollment.acknowledged", "anna");
    expect(await anna.campaign.recipient("anna")).toMatchObject({
      state: "acknowledged",
      answer: "done",
      lastAttempt: { evidence: "engaged" },
    });
    expect(await anna.device.notifications()).toEqual([]);
    await anna.device.deliver(anna.payload);
    await anna.device.press("done");
    const closing = (await anna.stack.events()).filter(({ type }) => type === "enrollment.acknowledged");
    expect(closing).toHaveLength(1);
    expect(await anna.campaign.ledger()).toMatchObject({ holds: true, states: { acknowledged: 1 } });
  });

  it("applies the effect of every answer with a button", async () => {
    await using anna = await annaIsPushed();
    await anna.device.deliver(anna.payload);
    await anna.device.press("help");
    await anna.stack.happened("enrollment.exhausted", "anna");
    expect(await anna.campaign.recipient("anna")).toMatchObject({ cause: "help", answer: "help" });
  });

  it("opens the caller's page when the notification itself is pressed, which confirms nothing", async () => {
    await using anna = await annaIsPushed();
    await anna.device.deliver(anna.payload);
    const { url } = JSON.parse(anna.payload) as { url: string };
    expect(await anna.device.press()).toEqual([url]);
    await waitFor("the click", async () => (await anna.evidence()) === "engaged");
    expect(await anna.state()).toBe("active");
  });

  it("shows the notification again when the answer cannot be sent, and records the next press", async () => {
    await using anna = await annaIsPushed();
    const { origin, port } = new URL(anna.stack.settings.publicUrl);
    await using wire = await openGate(Number(port));
    await anna.device.deliver(anna.payload.replaceAll(origin, `http://127.0.0.1:${wire.port}`));
    await anna.stack.happened("attempt.delivered", "anna");
    wire.cut();
    await anna.device.press("done");
    expect(await anna.device.notifications()).toMatchObject([
      {
        body: expect.stringContaining("could not be sent"),
        actions: [{ action: "done" }, { action: "help" }],
      },
    ]);
    expect(await anna.state()).toBe("active");
    wire.mend();
    await anna.device.press("done");
    await anna.stack.happened("enrollment.acknowledged", "anna");
    expect(await anna.device.notifications()).toEqual([]);
  });

  it.each([
    ["a forged signature", (text: string) => text.replace(/&s=.{4}/, "&s=AAAA"), "webhook/bad-signature"],
    ["another attempt's number", (text: string) => text.replace(/\?a=\w+/, "?a=zz"), "webhook/bad-signature"],
    ["a link of nobody", (text: string) => text.replaceAll(/\/a\/.{4}/g, "/a/AAAA"), "webhook/not-found"],
    ["an answer nobody offers", (text: string) => text.replace('"help"', '"yes"'), "webhook/unreadable"],
  ])("refuses an answer with %s, counts it, and informs the recipient", async (_, forge, code) => {
    await using anna = await annaIsPushed();
    await anna.device.deliver(forge(anna.payload));
    await anna.device.press(code === "webhook/unreadable" ? "yes" : "done");
    expect(await anna.device.notifications()).toMatchObject([{ body: expect.stringContaining("could not be sent") }]);
    const refused = anna.stack.logged("webhook.refused").map(({ facts }) => facts?.code);
    expect(refused).toContain(code);
    expect(await anna.state()).toBe("active");
    const happened = (await anna.stack.events()).map(({ type }) => type);
    expect(happened).not.toContain("enrollment.acknowledged");
    expect(happened).not.toContain("enrollment.answered");
  });
});

describe("a push subscription", () => {
  it.each([
    ["gone (410)", (service: FakePushService, one: PushSubscriptionLike) => service.expire(one.endpoint)],
    [
      "never there (404)",
      (_: FakePushService, one: { endpoint: string }) => {
        one.endpoint = one.endpoint.replace(/.{8}$/, "00000000");
      },
    ],
  ])("that is %s is never tried again: the next one, or the next channel, follows immediately", async (_, spoil) => {
    await using service = await fakePushService();
    await using stack = await openStack();
    const lost = { ...service.subscribe("lost") };
    spoil(service, lost);
    const [first, second] = [lost, service.subscribe("good")].map((one) => JSON.stringify(one));
    const campaign = await stack.start(
      [
        { id: "anna", first: first ?? "", second: second ?? "", mobile: "+33639980001" },
        { id: "bob", first: first ?? "", second: "", mobile: "+33639980002" },
      ],
      {
        audience: { key: "id", contacts: { push: ["first", "second"], sms: "mobile" }, country: "FR" },
        steps: [...STEPS, { channel: "sms", route: ["main"], template: "please@1", wait: "24h" }],
      },
    );
    await stack.happened("attempt.delivered", "anna");
    await stack.happened("attempt.delivered", "bob");
    expect(service.requests()).toBe(3);
    expect([...stack.outside.twilio.messages()].map(({ to }) => to)).toEqual(["+33639980002"]);
    const { timeline } = (await campaign.recipient("bob")) ?? {};
    expect(timeline?.find(({ type }) => type === "attempt.rejected")).toMatchObject({
      provider: "push.web",
      detail: expect.stringContaining("provider/bad-recipient"),
    });
  });
});
