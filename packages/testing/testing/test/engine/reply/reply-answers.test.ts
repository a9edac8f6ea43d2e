import { ProviderError } from "@relance/spec";
import type { RelanceConfig } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { type FakeVendor, type FakeVendorOptions, fakeVendor } from "../../support/fake-vendor.ts";
import { HOUR, hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const PHONE = "+33639900000";

/**
 * Sends ten recipients an SMS. `says` sends a reply from the first recipient, and `answers` returns relance's replies.
 */
async function everybodyGotSms(
  config: Partial<RelanceConfig> = {},
  options: FakeVendorOptions = {},
  definition: Parameters<typeof hello>[0] = {},
  pollMs?: number,
) {
  const ends: FakeVendor[] = [];
  const lab = await openLaboratory({
    sms: (world) => {
      const end = fakeVendor(world, options);
      ends.push(end);
      return { main: end.provider };
    },
    config: { publicUrl: "https://test.invalid", ...config },
    overrides: { pollMs },
  });
  const { gateway } = await lab.open("worker");
  const campaign = hello({
    subject: "Your visit",
    confirm: { via: ["link", "reply"], replies: { OK: "done" } },
    ...definition,
  });
  await lab.finish(gateway.campaigns.start(campaign, { rows: people(10) }));
  void gateway.run({ signal: new AbortController().signal });
  await lab.time.advance(10 * SECOND);
  const { port } = partsOf(gateway).engine;
  return {
    lab,
    gateway,
    says: (text: string, from = PHONE) =>
      lab.finish(port.record("sms.main", [{ type: "reply", from, text }], new Uint8Array())),
    answers: () => ends.flatMap(({ received }) => received.filter(({ attemptId }) => attemptId.startsWith("reply-"))),
  };
}

const textOf = (message: { readonly content: unknown } | undefined) =>
  (message?.content as { readonly text?: string } | undefined)?.text;

describe("an automatic answer to a reply", () => {
  it("is one message to the sender, and no attempt of the ledger", async () => {
    const { lab, says, answers } = await everybodyGotSms();
    await says("ok");
    await lab.time.advance(SECOND);
    expect(answers()).toMatchObject([{ to: PHONE, channel: "sms" }]);
    expect(answers()[0]?.callbackUrl).toBeUndefined();
    expect(textOf(answers()[0])).toBe("Confirmed: Your visit. There is nothing more to do.");
    expect(await lab.ledger()).toMatchObject({
      totals: { attempts: 10 },
      states: { acknowledged: 1 },
      holds: true,
    });
  });

  it("does not report a passed deadline to a recipient who asked for help and waits for a call", async () => {
    const asking = {
      deadline: "10m",
      confirm: {
        via: ["link", "reply"] as const,
        buttons: { done: "close", help: "call-me" } as const,
        replies: { OK: "done", ASSIST: "help" },
      },
    };
    const { lab, says, answers } = await everybodyGotSms({}, {}, asking);
    await says("assist");
    await lab.time.advance(15 * MINUTE);
    await says("is anybody coming?");
    await says("what now?", "+33639900001");
    await lab.time.advance(SECOND);
    const [, helped, other] = answers().map(textOf);
    expect(helped).toContain("the sender knows that you need help: Your visit.");
    expect(other).toContain("The deadline is over: Your visit.");
  });

  it("is sent to a sender of 750 letters without a blank, and the reply is stored", async () => {
    const { lab, says, answers } = await everybodyGotSms();
    const thai = "กรุงเทพมหานคร".repeat(58).slice(0, 750);
    const book = "long ".repeat(2_400);
    for (const text of [thai, `${"x".repeat(600)} 47`, book])
      expect(await says(text)).toMatchObject([{ status: "stored" }]);
    await lab.time.advance(SECOND);
    expect(textOf(answers()[0])).toContain("Your message was kept");
    const { rows } = await lab.store.replies({ limit: 10 });
    expect(rows.map(({ status }) => status)).toEqual(["unclear", "unclear", "doubtful"]); // the missing part of the reply may be a revocation
    expect(rows[0]?.text).toBe(thai);
    expect(rows[2]?.text).toHaveLength(10_000);
    expect(rows[2]?.text).toMatch(/^long long .* … \[cut: 12000 characters\]$/);
  });

  it.each(["no", "ich kann leider nicht", "cancel my visit", "proszę przestać"])(
    "asks for no confirmation if the reply may refuse: %s",
    async (text) => {
      const { lab, says, answers } = await everybodyGotSms();
      await says(text);
      await says("which entrance?", "+33639900001");
      await lab.time.advance(SECOND);
      const [kept, asked] = answers().map(textOf);
      expect(kept).toBe("Your message was kept for the sender to read: Your visit. Reply STOP to end our messages.");
      expect(asked).toContain("To confirm, reply OK");
      const { rows } = await lab.store.replies({ limit: 10 });
      expect(rows.map(({ status }) => status)).toEqual(["unclear", "unclear"]);
    },
  );

  it("explains once how to stop if no rule could interpret the reply", async () => {
    const { lab, says, answers } = await everybodyGotSms({}, {}, {}, 10 * MINUTE);
    await says("which entrance?");
    await lab.time.advance(SECOND);
    expect(answers()).toHaveLength(1);
    await lab.time.advance(30 * HOUR);
    await says("and which floor?");
    await lab.time.advance(20 * MINUTE);
    expect(answers().map(textOf)).toEqual([
      expect.stringContaining("Your visit. Reply STOP to end our messages. To confirm"),
    ]);
  });

  it("names only methods that confirm", async () => {
    const strict = {
      confirm: { event: "came", via: ["event", "link"] as const, strength: "event" as const },
    };
    const { lab, says, answers } = await everybodyGotSms({}, {}, strict);
    await says("what now?");
    await lab.time.advance(SECOND);
    expect(answers()).toEqual([]);
    await says("help");
    await lab.time.advance(SECOND);
    expect(textOf(answers()[0])).toBe("Your visit.");
  });

  it("reports that a word with too weak a proof is recorded, and not confirmed", async () => {
    const via = ["event", "link", "reply"] as const;
    const confirm = { event: "came", via, strength: "event" as const, replies: { OK: "done" } };
    const { lab, says, answers } = await everybodyGotSms({}, {}, { confirm });
    await says("ok");
    await lab.time.advance(SECOND);
    expect(textOf(answers()[0])).toBe("Noted, but not confirmed yet: Your visit.");
    expect((await lab.ledger()).states.acknowledged).toBe(0);
  });

  it("confirms a STOP if this is configured: one text, whatever the rule returned", async () => {
    const { lab, says, answers } = await everybodyGotSms({ replies: { answer: false, confirmStop: true } });
    await says("Stop texting me");
    await says("STOP");
    await says("how do I unsubscribe?", "+33639900001");
    await lab.time.advance(10 * SECOND);
    expect(answers().map(({ to, content }) => [to, content])).toEqual([
      [PHONE, { text: "You will get no more messages from us on this number. Reply START to get them again." }],
    ]);
    expect(answers()[0]?.validityMs).toBeLessThanOrEqual(5 * MINUTE);
  });

  it("confirms a STOP once, even if the process that received it died right after its commit", async () => {
    const wanted = { replies: { answer: false, confirmStop: true } };
    const { lab, gateway, answers } = await everybodyGotSms(wanted);
    const receiver = await lab.open("receiver", wanted);
    const { port } = partsOf(receiver.gateway).engine;
    await lab.finish(gateway.close()); // no worker is running
    await lab.finish(port.record("sms.main", [{ type: "reply", from: PHONE, text: "STOP" }], new Uint8Array()));
    receiver.process.crash();
    await lab.time.advance(MINUTE);
    expect(answers()).toEqual([]);
    for (const name of ["second", "third"]) {
      const worker = await lab.open(name, wanted);
      void worker.gateway.run({ signal: new AbortController().signal });
    }
    await lab.time.advance(30 * SECOND);
    expect(answers()).toMatchObject([{ to: PHONE, channel: "sms" }]);
    expect(textOf(answers()[0])).toContain("You will get no more messages from us on this number.");
    expect(answers()[0]?.validityMs).toBeLessThanOrEqual(4 * MINUTE);
  });

  it("confirms no STOP that has waited for five minutes", async () => {
    const wanted = { replies: { answer: false, confirmStop: true } };
    const { lab, gateway, says, answers } = await everybodyGotSms(wanted);
    await lab.finish(gateway.close());
    await says("STOP");
    await lab.time.advance(5 * MINUTE);
    const worker = await lab.open("second", wanted);
    void worker.gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(30 * SECOND);
    expect(answers()).toEqual([]);
  });

  it("is not sent after a STOP without this setting, or after a possible STOP", async () => {
    const { lab, says, answers } = await everybodyGotSms();
    await says("Stop texting me");
    await says("how do I unsubscribe?", "+33639900001");
    await lab.time.advance(10 * SECOND);
    expect(answers()).toEqual([]);
  });

  it("can be disabled, and its texts can be replaced", async () => {
    const off = await everybodyGotSms({ replies: { answer: false } });
    await off.says("ok");
    await off.lab.time.advance(SECOND);
    expect(off.answers()).toEqual([]);
    const own = await everybodyGotSms({ replies: { texts: { en: { confirmed: "Thanks! {subject}" } } } });
    await own.says("ok");
    await own.lab.time.advance(SECOND);
    expect(textOf(own.answers()[0])).toBe("Thanks! Your visit");
  });

  it("is not sent in capture mode", async () => {
    const { lab, says, answers } = await everybodyGotSms({ delivery: "capture" });
    await says("ok");
    await lab.time.advance(SECOND);
    expect(answers()).toEqual([]);
    expect((await lab.ledger()).states.acknowledged).toBe(1);
  });

  it("that is refused, or never ends, does no harm and is not repeated", async () => {
    const refuse = ({ attemptId }: { readonly attemptId: string }) =>
      attemptId.startsWith("reply-")
        ? new ProviderError("provider/unavailable", "busy", { provider: "x", disposition: "retry" })
        : undefined;
    for (const options of [
      { refuse },
      {
        takesMs: (m: { attemptId: string }) => (m.attemptId.startsWith("reply-") ? 10 ** 7 : 0),
        isDeafToAbort: true,
      },
    ]) {
      const { lab, gateway, says, answers } = await everybodyGotSms({}, options);
      await says("ok");
      await lab.time.advance(60 * SECOND);
      expect(answers()).toHaveLength(1);
      expect(await lab.ledger()).toMatchObject({ states: { acknowledged: 1 }, holds: true });
      await lab.finish(gateway.close());
    }
  });

  it("waits for the provider's rate", async () => {
    const { lab, says, answers } = await everybodyGotSms({}, { perSecond: 4 });
    await Promise.all(Array.from({ length: 8 }, (_, k) => says("ok", `+3363990000${k}`)));
    await lab.time.advance(SECOND);
    expect(answers().length).toBeLessThanOrEqual(6);
    await lab.time.advance(10 * SECOND);
    expect(answers()).toHaveLength(8);
  });

  it("that is not sent when the gateway closes is dropped, and does not delay the closing", async () => {
    const slow = (m: { attemptId: string }) => (m.attemptId.startsWith("reply-") ? 3 * SECOND : 0);
    const { lab, gateway, says, answers } = await everybodyGotSms({}, { takesMs: slow });
    for (let k = 0; k < 10; k++) await says("ok", `+3363990000${k}`);
    await lab.finish(gateway.close({ grace: "5s" }));
    expect(answers()).toHaveLength(8);
    expect((await lab.ledger()).states.acknowledged).toBe(10);
  });
});
