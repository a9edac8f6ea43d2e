import { type Channel, channels, type Evidence } from "@relance/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasFailed } from "../src/evidence.ts";
import { EVIDENCE_BIT, evidenceBit, isContradictory, isFinal, readEvidence } from "../src/index.ts";

type Heard = "in-transit" | "delivered" | "undelivered" | "bounced-for-good" | "engaged";
const HEARD: readonly Heard[] = ["in-transit", "delivered", "undelivered", "bounced-for-good", "engaged"];

function bit(heard: Heard): number {
  return heard === "bounced-for-good"
    ? evidenceBit({ kind: "undelivered", addressPermanent: true })
    : evidenceBit({ kind: heard });
}

function fold(all: readonly Heard[]): number {
  return all.reduce((bits, heard) => bits | bit(heard), 0);
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) =>
    permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]),
  );
}

/** The ranks of domain.md, written a second time: the strongest receipt heard decides. */
const RANKS: Readonly<Record<"email" | "other", readonly Heard[]>> = {
  other: ["in-transit", "undelivered", "bounced-for-good", "delivered", "engaged"],
  email: ["in-transit", "delivered", "undelivered", "bounced-for-good", "engaged"],
};
const NAMES: Readonly<Record<Heard, Evidence>> = {
  "in-transit": "in-transit",
  delivered: "delivered",
  undelivered: "undelivered-temporary",
  "bounced-for-good": "undelivered-permanent",
  engaged: "engaged",
};

function expected(all: readonly Heard[], channel: Channel): Evidence {
  const ranks = RANKS[channel === "email" ? "email" : "other"];
  const best = [...all].sort((a, b) => ranks.indexOf(b) - ranks.indexOf(a))[0];
  return best === undefined ? "none" : NAMES[best];
}

const CHANNELS = channels();

describe("the combination of receipts", () => {
  it.each(CHANNELS)("gives the same %s evidence for every order of every set of receipts", (channel) => {
    for (let mask = 0; mask < 1 << HEARD.length; mask++) {
      const set = HEARD.filter((_, at) => mask & (1 << at));
      for (const order of permutations(set)) {
        expect(readEvidence(fold(order), channel)).toBe(expected(set, channel));
      }
    }
  });

  it("does not change when receipts repeat, in any order and number", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...HEARD), { maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        fc.constantFrom(...CHANNELS),
        (once, picks, channel) => {
          const repeated = once.flatMap((heard) => [heard, heard]);
          const shuffled = repeated
            .map((heard) => ({ heard, at: picks.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ heard }) => heard);
          expect(fold(shuffled)).toBe(fold(once));
          expect(readEvidence(fold(shuffled), channel)).toBe(expected(once, channel));
        },
      ),
    );
  });

  it("is a union: combining parts separately or together gives the same result", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...HEARD)),
        fc.array(fc.constantFrom(...HEARD)),
        (left, right) => fold([...left, ...right]) === (fold(left) | fold(right)),
      ),
    );
  });

  it("keeps every bit when more receipts arrive", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...HEARD)), fc.constantFrom(...HEARD), (all, one) => {
        return (fold(all) & ~fold([...all, one])) === 0;
      }),
    );
  });
});

describe("evidence", () => {
  it("is unknown after the receipt deadline, until a receipt arrives", () => {
    expect(readEvidence(EVIDENCE_BIT.overdue, "sms")).toBe("unknown");
    expect(readEvidence(EVIDENCE_BIT.overdue | EVIDENCE_BIT.inTransit, "sms")).toBe("unknown");
    expect(readEvidence(EVIDENCE_BIT.overdue | EVIDENCE_BIT.delivered, "sms")).toBe("delivered");
    expect(readEvidence(EVIDENCE_BIT.overdue | EVIDENCE_BIT.undeliveredTemporary, "sms")).toBe("undelivered-temporary");
  });

  it("is decided by a late bounce in email, and by a late delivery in SMS", () => {
    const both = fold(["delivered", "bounced-for-good"]);
    expect([readEvidence(both, "email"), readEvidence(both, "sms")]).toEqual(["undelivered-permanent", "delivered"]);
    expect([hasFailed(both, "email"), hasFailed(both, "sms")]).toEqual([true, false]);
  });

  it("is not a failure if the recipient has used the message", () => {
    expect(hasFailed(fold(["bounced-for-good", "engaged"]), "email")).toBe(false);
  });

  it.each([
    { heard: [], final: false },
    { heard: ["in-transit"], final: false },
    { heard: ["delivered"], final: true },
    { heard: ["undelivered"], final: true },
    { heard: ["bounced-for-good"], final: true },
    { heard: ["engaged"], final: true },
  ] satisfies { heard: Heard[]; final: boolean }[])("of $heard is final: $final", ({ heard, final }) => {
    expect(isFinal(fold(heard))).toBe(final);
  });

  it("is flagged as contradictory only if it reports both delivery and failure", () => {
    expect(isContradictory(fold(["delivered", "undelivered"]))).toBe(true);
    expect(isContradictory(fold(["engaged", "bounced-for-good"]))).toBe(true);
    expect(isContradictory(fold(["delivered", "engaged", "in-transit"]))).toBe(false);
    expect(isContradictory(fold(["undelivered", "bounced-for-good"]))).toBe(false);
  });
});
