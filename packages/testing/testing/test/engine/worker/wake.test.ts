import { type Provider, ProviderError } from "@relance/spec";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { HOUR, hello, type Laboratory, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const forever = { signal: new AbortController().signal };

const refusedForGood = () =>
  new ProviderError("provider/bad-recipient", "no such number", {
    provider: "fake-vendor",
    disposition: "reject",
  });

/** Runs a worker that polls once an hour. */
async function drowsy(
  email?: Provider<"email">,
): Promise<{ lab: Laboratory } & Awaited<ReturnType<Laboratory["open"]>>> {
  const lab = await openLaboratory({
    sms: (world) => ({ main: fakeVendor(world).provider }),
    ...(email === undefined ? {} : { email: () => ({ smtp: email }) }),
    config: { publicUrl: "https://test.invalid" },
    overrides: { pollMs: HOUR },
  });
  const opened = await lab.open("worker");
  void opened.gateway.run(forever);
  await lab.time.advance(10 * SECOND);
  return { lab, ...opened };
}

describe("an idle worker wakes immediately", () => {
  it("for a campaign", async () => {
    const { lab, gateway } = await drowsy();
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(3) }));
    await lab.time.advance(SECOND);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 3 }]);
  });

  it("for a message", async () => {
    const { lab, gateway } = await drowsy();
    const recipient = { key: "ana", contacts: { sms: "+33639980001" } };
    const steps = [{ channel: "sms", content: { text: "hello" } }] as const;
    await lab.finish(gateway.send({ idempotencyKey: "one", recipient, steps }));
    await lab.time.advance(SECOND);
    expect((await lab.ledger("send")).attempts).toMatchObject([{ state: "accepted", count: 1 }]);
  });

  it("for an answer that leads to another contact", async () => {
    const { lab, gateway } = await drowsy();
    const campaign = hello({
      audience: { contacts: { sms: ["mobile", "work"] } },
      confirm: { buttons: { done: "close", "wrong-person": "next-contact" } },
    });
    const recipients = [{ id: "ana", mobile: "+33639980001", work: "+33639980002" }];
    const handle = await lab.finish(gateway.campaigns.start(campaign, { rows: recipients }));
    await lab.time.advance(SECOND);
    const person = await lab.finish(handle.recipient("ana"));
    const url = partsOf(gateway).engine.acknowledgeUrl(person?.enrollment ?? 0);
    const token = url.slice(url.lastIndexOf("/") + 1);
    const shown = { hash: "", locale: "en", label: "" };
    await lab.finish(partsOf(gateway).engine.port.answer(token, "wrong-person", shown));
    await lab.time.advance(SECOND);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 2 }]);
  });

  it("for a revoked acknowledgement", async () => {
    const { lab, gateway } = await drowsy();
    const campaign = hello({ confirm: { event: "paid", via: ["event"] } });
    const first = [{ key: "p0", on: "paid", id: "1" }];
    await lab.finish(gateway.acknowledge(first));
    await lab.finish(gateway.campaigns.start(campaign, { rows: people(1) }));
    await lab.time.advance(SECOND);
    const before = (await lab.ledger()).attempts;
    await lab.finish(
      gateway.acknowledge([{ key: "p0", on: "paid", id: "2", revoke: true, occurredAt: new Date(lab.time.now()) }]),
    );
    await lab.time.advance(SECOND);
    expect(before).toEqual([]);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 1 }]);
  });

  it("for the next step, if the provider permanently refuses", async () => {
    const sent: string[] = [];
    const email: Provider<"email"> = {
      kind: "mail",
      channel: "email",
      vendor: "mail",
      capabilities: { receipts: false, replies: false },
      send: async ({ attemptId }) => {
        sent.push(attemptId);
        return { ref: attemptId };
      },
    };
    const lab = await openLaboratory({
      sms: (world) => ({ main: fakeVendor(world, { refuse: refusedForGood }).provider }),
      email: () => ({ smtp: email }),
      overrides: { pollMs: HOUR },
    });
    const { gateway } = await lab.open("worker");
    void gateway.run(forever);
    await lab.time.advance(10 * SECOND);
    const steps = [
      { channel: "sms", route: ["main"], template: "hello@1", wait: "1h" },
      { channel: "email", route: ["smtp"], template: "hello@1" },
    ] as const;
    const recipients = [{ id: "ana", mobile: "+33639980001", mail: "ana@example.org" }];
    await lab.finish(gateway.campaigns.start(hello({ steps }), { rows: recipients }));
    await lab.time.advance(5 * SECOND);
    expect(sent).toHaveLength(1);
  });
});
