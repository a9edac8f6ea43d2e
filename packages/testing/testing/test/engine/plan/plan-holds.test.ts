import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE } from "../../support/laboratory.ts";
import { handoverOf, type Played, play, type Scene, scenes, waitOf } from "./plan-scene.ts";

/** Maximum delay by the engine's polling, which a forecast does not include. */
const ENGINE_MS = 15 * MINUTE;

/** Two steps that wait for the same slow provider, so that their queues share the provider's rate. */
const TWO_QUEUES: Scene = {
  steps: [
    { channel: "email", wait: "30m", beforeDeadline: undefined },
    { channel: "email", wait: "6h", beforeDeadline: undefined },
    { channel: "email", wait: "30m", beforeDeadline: "12h" },
  ],
  callBuffer: "12h",
  ifLate: undefined,
  windows: undefined,
  people: [40, 90, 2, 40, 40, 90, 2, 90].map((hours) => ({
    sms: false,
    email: true,
    forbidden: false,
    hours,
  })),
  perSecond: { sms: undefined, email: 0.001 },
};

/** Checks that each recipient gets every possible step in time and with its full wait. */
function keepsItsWord(scene: Scene, { got, could }: Played): void {
  for (const [key, { steps, deadline }] of could) {
    const messages = got.get(key) ?? [];
    expect(
      messages.map(({ step }) => step),
      key,
    ).toEqual(steps);
    messages.forEach(({ step, at }, k) => {
      const ends = messages[k + 1]?.at ?? deadline - handoverOf(scene);
      expect(ends - at, `${key} step ${step}`).toBeGreaterThanOrEqual(waitOf(scene, step));
    });
  }
}

describe("a forecast and the campaign that follows it", () => {
  it("send the same messages, and recipients in time get every step before the deadline", async () => {
    const seen = { inTime: 0, squeezed: 0, compressed: 0, skipped: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const played = await play(scene);
        const { plan, ledger, got, could } = played;
        const { enrolled, ...fates } = plan.people;
        const { refused } = plan.late;
        expect(enrolled + refused).toBe(scene.people.length);
        expect(ledger?.audience).toMatchObject({ enrolled, refused });
        expect(Object.values(fates).reduce((sum, count) => sum + count, 0)).toBe(enrolled);
        const real = [...got.values()].flat();
        for (const { step, messages } of plan.steps) {
          const count = real.filter((message) => message.step === step).length;
          expect(Math.abs(count - messages), `step ${step}: ${count} sent, ${messages} planned`).toBeLessThanOrEqual(1);
        }
        for (const [key, messages] of got) {
          for (const { at } of messages) expect(at).toBeLessThanOrEqual(could.get(key)?.deadline ?? 0);
        }
        const margin = (plan.startBy?.getTime() ?? 0) - plan.startAt.getTime();
        if (plan.people.squeezed + plan.people.tooLate + refused === 0 && margin > ENGINE_MS)
          keepsItsWord(scene, played);
        for (const fate of ["inTime", "squeezed"] as const) seen[fate] += plan.people[fate] > 0 ? 1 : 0;
        for (const fate of ["compressed", "skipped", "refused"] as const) seen[fate] += plan.late[fate] > 0 ? 1 : 0;
      }),
      { numRuns: 18, seed: 2013, endOnFailure: true, examples: [[TWO_QUEUES]] },
    );
    expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(0);
  });
});
