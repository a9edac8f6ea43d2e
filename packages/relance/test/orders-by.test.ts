import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CampaignHandle, createRelance, type Relance } from "../src/index.ts";
import { gatewayConfig } from "./support/gateway-config.ts";

const ORDERS: Readonly<Record<string, (send: CampaignHandle, by: never) => Promise<unknown>>> = {
  reschedule: (send, by) => send.reschedule([], by),
  remove: (send, by) => send.remove(["ana"], by),
  revokeConfirmation: (send, by) => send.revokeConfirmation(["ana"], by),
  confirm: (send, by) => send.confirm(["ana"], by),
  recordAccess: (send, by) => send.recordAccess(by),
  pause: (send, by) => send.pause(by),
  resume: (send, by) => send.resume(by),
  throttle: (send, by) => send.throttle(by),
  setBudget: (send, by) => send.setBudget(by),
  cancel: (send, by) => send.cancel(by),
  extend: (send, by) => send.extend(by),
  amend: (send, by) => send.amend({} as never, by),
  escalate: (send, by) => send.escalate([], by),
  "resume of recipients": (send, by) => send.resume([], by),
};
const NOBODY: Readonly<Record<string, unknown>> = {
  "without who and why": undefined,
  "without who": { reason: "by phone" },
  "without why": { actor: "desk", reason: " " },
};

describe("a command", () => {
  let gateway: Relance;
  let send: CampaignHandle;
  beforeAll(async () => {
    gateway = await createRelance(gatewayConfig());
    const recipient = { key: "ana", contacts: { sms: "+33639980001" } };
    await gateway.send({ idempotencyKey: "ana", recipient, steps: [{ channel: "sms", content: { text: "Hello" } }] });
    send = await gateway.campaigns.get("send");
  });
  afterAll(() => gateway.close());

  it.each(Object.keys(ORDERS).flatMap((name) => Object.keys(NOBODY).map((which) => [name, which] as const)))(
    "%s %s is refused before anything is done",
    async (name, which) => {
      await expect(ORDERS[name]?.(send, NOBODY[which] as never)).rejects.toMatchObject({
        code: "config/invalid",
        message: 'write who gives this command, and why: { actor: "desk", reason: "by phone" }',
      });
      expect((await send.recipient("ana"))?.state).toBe("pending");
    },
  );

  it("that needs an instant reports a missing one", async () => {
    const by = { actor: "desk", reason: "by phone" } as never;
    await expect(send.pause(by)).rejects.toMatchObject({ code: "config/invalid", message: "reviewAt: write a Date" });
    await expect(send.extend(by)).rejects.toMatchObject({ code: "config/invalid", message: "until: write a Date" });
  });

  it("to forget recipients without actor and reason is refused", async () => {
    await expect(gateway.erase(["ana"], undefined as never)).rejects.toMatchObject({ code: "config/invalid" });
  });
});
