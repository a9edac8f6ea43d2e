import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOpen, PHASE, STATE } from "../src/index.ts";
import { breaches, nextOf, placeOf } from "./support/invariants.ts";
import { HOUR, START } from "./support/plans.ts";
import { RandomLife } from "./support/random-life.ts";
import { arrivals, histories, plans } from "./support/random-plans.ts";

const RUNS = 3_000;

describe("an enrollment under any facts in any order", () => {
  it("has the state that the model predicts after each fact, through permitted transitions", () => {
    fc.assert(
      fc.property(plans, arrivals, histories, (plan, arrival, history) => {
        const life = new RandomLife(plan, arrival);
        const trace = [`place → ${placeOf(life.row)}`];
        const moments = history.map((happening) => life.live(happening));
        const found = moments.flatMap((moment) => breaches(moment, plan));
        for (const { fact, after, now } of moments)
          trace.push(`+${now - START} ${fact} → ${placeOf(after)} step ${after.step}.${after.position}`);
        expect(found, trace.join("\n")).toEqual([]);
        expect(moments.map(nextOf), trace.join("\n")).toEqual(moments.map(({ must }) => must));
      }),
      { numRuns: RUNS },
    );
  });

  it("ends, whatever happened before, after a bounded number of messages", () => {
    fc.assert(
      fc.property(plans, arrivals, histories, fc.infiniteStream(fc.nat(9_999)), (plan, arrival, history, picks) => {
        const life = new RandomLife(plan, arrival);
        for (const happening of history) life.live(happening);
        const sentBefore = life.attempts.length;
        const contacts = 12;
        const bound = plan.steps.length * contacts * (plan.maxTries + 1);
        for (let round = 0; isOpen(life.row) && round < 2_000; round++) {
          const pick = picks.next().value ?? 0;
          // no account faults and nothing unsent here: those count no try and end with the deadline
          const kind = [0, 1, 3][pick % 3] ?? 0;
          life.live({ fact: "send", pick, wait: 10 });
          life.live({ fact: "settle", pick: kind + 5 * Math.floor(pick / 5), wait: 0 });
          if (life.row.phase !== PHASE.ready) life.live({ fact: "due", pick: 1, wait: 10 });
          const isTooShort = life.row.dueAt <= life.now && life.now + 10_000 > life.row.deadline; // for another send
          if (isTooShort) life.live({ fact: "expire", pick, wait: 6 });
        }
        expect(isOpen(life.row)).toBe(false);
        expect(life.attempts.length - sentBefore).toBeLessThanOrEqual(bound);
      }),
      { numRuns: RUNS / 4 },
    );
  });

  it("ends at the deadline, even if a provider stays closed forever", () => {
    fc.assert(
      fc.property(plans, arrivals, (plan, arrival) => {
        const life = new RandomLife(plan, arrival);
        let rounds = 0;
        while (isOpen(life.row) && life.now < life.row.deadline) {
          life.live({ fact: "send", pick: 0, wait: 10 });
          life.live({ fact: "settle", pick: 2, wait: 0 });
          life.live({ fact: "due", pick: 1, wait: 8 });
          rounds += 1;
        }
        life.live({ fact: "expire", pick: 0, wait: 0 });
        expect(isOpen(life.row)).toBe(false);
        expect(rounds).toBeLessThan((168 * HOUR) / HOUR + 10);
      }),
      { numRuns: RUNS / 8 },
    );
  });

  it("never escalates a recipient who answered, unless the answer is revoked", () => {
    fc.assert(
      fc.property(plans, arrivals, histories, (plan, arrival, history) => {
        const life = new RandomLife({ ...plan, strength: "gesture" }, arrival);
        const facts = history.filter(({ fact }) => fact !== "revoke");
        let answered = false;
        for (const happening of facts) {
          const sent = life.attempts.length;
          const { after } = life.live(happening);
          if (answered) expect([after.state, life.attempts.length]).toEqual([STATE.acknowledged, sent]);
          answered ||= after.state === STATE.acknowledged;
        }
      }),
      { numRuns: RUNS / 4 },
    );
  });
});
