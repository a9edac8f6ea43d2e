import { describe, expect, it } from "vitest";
import { answeringPeople } from "../../support/answering-people.ts";
import { MINUTE } from "../../support/laboratory.ts";

const PEOPLE = 1_500;
/** Returns true for four messages in ten, independent of which recipients answer. */
const unreported = (nth: number) => (nth * 7) % 10 < 4;
const setting = {
  people: PEOPLE,
  answers: 0.5,
  unreported,
  isKnown: false,
  networks: ["+3363"],
  definition: { firstWave: 400, rate: "20/s", watch: { onLoss: "reroute" } },
} as const;
const UNKNOWN =
  /^sms\.(main|second) has reported only a part of its messages since the first one: .* Whether it loses the others is unknown\. If the provider never reports more, configure usual\.share of sms/;

describe("an unknown carrier with a receipt for 60 % of its messages", () => {
  it("is used again once recipients of the other messages answer too, and no recipient waits until then", async () => {
    const { lab, reached, incidents } = await answeringPeople({ ...setting, drops: () => false });
    await lab.time.advance(4 * MINUTE);
    expect(reached()).toBe(PEOPLE);
    await lab.time.advance(4 * MINUTE);
    const [incident, ...others] = await incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ kind: "stall", provider: "sms.main" });
    expect(incident?.notes.map(({ did }) => did)).toEqual(["rerouted", "resumed"]);
    expect(incident?.notes[0]?.fact).toMatch(UNKNOWN);
    expect(incident?.notes[1]?.fact).toMatch(/^sms.main reports less than it delivers: .* that recipients answered$/);
    expect(incident?.endedAt).toBeDefined();
  });

  it("loses messages if no recipient without a receipt answers", async () => {
    const { lab, sent, reached, incidents } = await answeringPeople({ ...setting, drops: (_, nth) => unreported(nth) });
    await lab.time.advance(4 * MINUTE);
    const [doubt, loss, ...others] = await incidents();
    expect(others).toEqual([]);
    expect(doubt).toMatchObject({ kind: "stall", provider: "sms.main", endedAt: expect.any(Date) });
    expect(doubt?.notes.map(({ did }) => did)).toEqual(["rerouted", undefined]);
    expect(loss).toMatchObject({ kind: "loss", provider: "sms.main", endedAt: undefined });
    expect(sent()).toBeLessThan(480);
    expect(reached()).toBe(PEOPLE);
  });

  it.each([
    { beside: "another one of the kind", route: ["main", "second"], minutes: 8 },
    { beside: "another one of the kind", route: ["main", "second"], minutes: 15 },
    { beside: "no other one", route: ["main"], minutes: 8 },
  ])("delays no recipient with $beside, if half of the answers take $minutes minutes", async ({ route, minutes }) => {
    const step = { channel: "sms", route, template: "hello@1", wait: "48h" } as const;
    const { lab, reached, incidents } = await answeringPeople({
      ...setting,
      answers: 0.1,
      answerMinutes: minutes / Math.LN2,
      secondUnreported: unreported,
      drops: () => false,
      definition: { ...setting.definition, steps: [step] },
    });
    await lab.time.advance(4 * MINUTE);
    expect(reached()).toBe(PEOPLE);
    const all = await incidents();
    expect(all.map(({ kind, provider }) => `${kind} ${provider}`)).toEqual(route.map((name) => `stall sms.${name}`));
    for (const { notes } of all) {
      expect(notes[0]?.fact).toMatch(UNKNOWN);
      expect(notes.map(({ did }) => did)).not.toContain("paused");
    }
    await lab.time.advance(16 * MINUTE);
    expect((await incidents()).map(({ kind }) => kind)).not.toContain("loss");
  });
});
