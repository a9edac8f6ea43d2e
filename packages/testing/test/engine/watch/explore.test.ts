import { describe, expect, it } from "vitest";
import { MINUTE } from "../../support/laboratory.ts";
import { PEOPLE, type Setting, twoCarriers } from "../../support/two-carriers.ts";

const eighth = (_: string, nth: number) => nth % 8 === 0;
/** Nobody knows the carriers, and a fifth of the recipients is drawn for the other one. */
const FIRST = { areKnown: false, explore: "20%" } as const;

describe("a share of the recipients that begins at another vendor", () => {
  it("shows in a first campaign what the first one loses, though nothing is known of either", async () => {
    const { lab, main, second, incidents } = await twoCarriers({ ...FIRST, pilot: undefined, loses: eighth });
    await lab.time.advance(12 * MINUTE);
    expect(second.sent.length / (main.sent.length + second.sent.length)).toBeGreaterThan(0.18);
    const [incident] = await incidents();
    expect(incident).toMatchObject({ kind: "loss", provider: "sms.main", endedAt: undefined });
    expect(incident?.notes[0]?.fact).toMatch(
      /^sms\.main( to \+3363)? loses 1[0-5] % more than another vendor, at least \d+ %: /,
    );
    expect(incident?.figures).toMatchObject({ otherAccepted: expect.any(Number), otherReceipts: expect.any(Number) });
    expect(incident?.notes.at(-1)?.action).toMatch(/paused/);
  });

  it("costs none of them the message: they leave over the first vendor once theirs is left", async () => {
    const secondLoses: Setting["loses"] = (_, nth) => nth % 2 === 0;
    const { lab, main, second } = await twoCarriers({ ...FIRST, pilot: 1_000, loses: () => false, secondLoses });
    await lab.time.advance(25 * MINUTE);
    expect((await lab.ledger()).states.pending).toBe(0);
    const heard = new Set([...main.sent, ...second.sent.filter((_, index) => index % 2 === 0)]);
    expect(heard.size).toBe(PEOPLE);
  });
});
