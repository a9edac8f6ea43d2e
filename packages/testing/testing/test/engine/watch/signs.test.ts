import { ProviderError } from "@relance/spec";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { hello, MINUTE, openLaboratory, SECOND } from "../../support/laboratory.ts";

const PEOPLE = 1_200;

/** Runs a campaign through a carrier that delays or refuses messages. */
async function campaign(facts: { answersAfterMs?: (nth: number) => number; refuses?: (nth: number) => boolean }) {
  const lab = await openLaboratory({
    sms: (world) => {
      let taken = 0;
      const end = fakeVendor(world, {
        capabilities: { receipts: true },
        refuse: () => {
          taken += 1;
          if (facts.refuses?.(taken) !== true) return undefined;
          return new ProviderError("provider/bad-recipient", "no such number", {
            provider: "fake-vendor",
            disposition: "reject",
          });
        },
      });
      let sent = 0;
      const send: typeof end.provider.send = async (message, context) => {
        const answer = await end.provider.send(message, context);
        const item = {
          type: "receipt",
          kind: "delivered",
          quality: "handset",
          attemptId: message.attemptId,
        } as const;
        void world.runtime
          .sleep(facts.answersAfterMs?.(sent++) ?? 5 * SECOND)
          .then(() => lab.store.record([{ provider: "sms.main", item }]));
        return answer;
      };
      return { main: { ...end.provider, send } };
    },
    overrides: { pollMs: 10 * SECOND },
  });
  const { gateway } = await lab.open("worker");
  partsOf(gateway).engine.listen();
  void gateway.run({ signal: new AbortController().signal });
  const recipients = Array.from({ length: PEOPLE }, (_, index) => ({
    id: `p${index}`,
    mobile: `+3363998${String(index).padStart(4, "0")}`,
  }));
  await lab.finish(gateway.campaigns.start(hello({ rate: "4/s" }), { rows: recipients }));
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  return { lab, incidents };
}

/** real phones confirm after different times */
const honest = (nth: number) => 2 * SECOND + (nth % 37) * 400;

describe("further evidence:", () => {
  it("messages that bounce far more often than usual are reported, and stop no recipient", async () => {
    const { lab, incidents } = await campaign({
      answersAfterMs: honest,
      refuses: (nth) => nth > 400 && nth % 3 === 0,
    });
    await lab.time.advance(90 * SECOND);
    expect(await incidents()).toEqual([]);
    await lab.time.advance(4 * MINUTE);
    expect(await incidents()).toMatchObject([{ kind: "refusals", provider: "sms.main", endedAt: undefined }]);
    expect((await incidents())[0]?.notes[0]?.fact).toMatch(/\d+ of \d+ messages were refused or returned recently/);
    expect((await lab.ledger()).states.pending).toBe(0);
    await lab.time.advance(15 * MINUTE);
    expect(await incidents()).toMatchObject([{ kind: "refusals", endedAt: expect.any(Date) }]);
  });

  it("receipts of phones that all arrive immediately are treated as fabricated", async () => {
    const { lab, incidents } = await campaign({ answersAfterMs: () => 300 });
    await lab.time.advance(6 * MINUTE);
    expect(await incidents()).toMatchObject([{ kind: "fake-receipts", provider: "sms.main" }]);
    expect((await incidents())[0]?.notes.map(({ action }) => action)).toEqual([undefined]);
  });

  it("honest phones cause no report", async () => {
    const { lab, incidents } = await campaign({ answersAfterMs: honest, refuses: (nth) => nth % 60 === 0 });
    await lab.time.advance(10 * MINUTE);
    expect(await incidents()).toEqual([]);
  });
});
