import { type LookupAnswer, type LookupQuestion, ProviderError } from "@relance/spec";
import type { CampaignHandle } from "relance";
import { describe, expect, it } from "vitest";
import { type FakeVendorOptions, fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const lost = () =>
  new ProviderError("provider/connection-lost", "the answer was lost", {
    provider: "fake-vendor",
    disposition: "retry",
    outcome: "unknown",
  });

/** Sends one message through a provider with look-ups, whose answer is lost. */
async function uncertain(
  answer: (question: LookupQuestion) => Promise<LookupAnswer>,
  options: FakeVendorOptions = {},
): Promise<Laboratory & { readonly campaign: CampaignHandle; readonly running: Promise<void>; stop(): void }> {
  let answers = 0;
  const lab = await openLaboratory({
    sms: (world) => ({
      main: fakeVendor(world, {
        refuse: () => (answers++ === 0 ? lost() : undefined),
        lookup: answer,
        ...options,
      }).provider,
    }),
  });
  const { gateway } = await lab.open("worker");
  const campaign = await lab.finish(gateway.campaigns.start(hello(), { rows: people(1) }));
  const stop = new AbortController();
  const running = gateway.run({ signal: stop.signal });
  return { ...lab, campaign, running, stop: () => stop.abort() };
}

const states = async (lab: Laboratory) =>
  Object.fromEntries(
    (await lab.ledger()).attempts.map(({ state, evidence, count }) => [`${state} ${evidence}`, count]),
  );

describe("an uncertain attempt", () => {
  it("gets its provider's answer: a receipt like any other", async () => {
    const lab = await uncertain(async () => ({ type: "receipt", kind: "delivered", quality: "handset" }));
    await lab.time.advance(20 * SECOND);
    expect(await states(lab)).toEqual({ "accepted delivered": 1 });
  });

  it("was not sent if an authoritative provider does not know it, and is sent again", async () => {
    const lab = await uncertain(async () => "not-found", { capabilities: { lookupIsAuthoritative: true } });
    await lab.time.advance(20 * SECOND);
    expect(await states(lab)).toEqual({ "not-sent none": 1, "accepted none": 1 });
  });

  it("is looked up without a number after the recipient's number was corrected", async () => {
    const asked: (string | undefined)[] = [];
    const lab = await uncertain(async ({ to }) => {
      asked.push(to);
      return "not-found";
    });
    await lab.finish(
      lab.campaign.reschedule([{ id: "p0", mobile: "+33639900009" }], { actor: "desk", reason: "a typo" }),
    );
    await lab.time.advance(60 * SECOND);
    expect(new Set(asked)).toEqual(new Set([undefined]));
  });

  it("stays uncertain if a provider that is not authoritative does not know it", async () => {
    const lab = await uncertain(async () => "not-found");
    await lab.time.advance(60 * SECOND);
    expect(await states(lab)).toEqual({ "uncertain none": 1 });
  });

  it("is looked up again after a failure, and the failure affects no other attempt", async () => {
    let calls = 0;
    const lab = await uncertain(async () => {
      calls += 1;
      if (calls === 1) throw new Error("the fake vendor is down");
      return { type: "receipt", kind: "delivered", quality: "handset" };
    });
    await lab.time.advance(60 * SECOND);
    expect(await states(lab)).toEqual({ "accepted delivered": 1 });
    expect(lab.log).toContainEqual(expect.objectContaining({ event: "lookup.failed" }));
  });

  it("delays no shutdown if the provider never answers, and is looked up again later", async () => {
    let calls = 0;
    const lab = await uncertain(() => {
      calls += 1;
      return new Promise(() => {});
    });
    await lab.time.advance(90 * SECOND);
    expect(calls).toBe(2);
    lab.stop();
    await lab.time.advance(SECOND);
    await expect(lab.running).resolves.toBeUndefined();
  });
});
