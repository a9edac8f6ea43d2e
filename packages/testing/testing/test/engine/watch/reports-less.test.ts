import { describe, expect, it } from "vitest";
import { answeringPeople } from "../../support/answering-people.ts";
import { MINUTE } from "../../support/laboratory.ts";

const PEOPLE = 1_500;
/** Four in ten, in an order that has nothing to do with who answers. */
const unreported = (nth: number) => (nth * 7) % 10 < 4;
const setting = {
  people: PEOPLE,
  answers: 0.5,
  unreported,
  isKnown: false,
  networks: ["+3363"],
  definition: { firstWave: 400, rate: "20/s", watch: { onLoss: "reroute" } },
} as const;

describe("a carrier that no one knows, with a receipt for 60 % of its messages", () => {
  it("is not left where recipients answer the others as well", async () => {
    const { lab, sent, incidents } = await answeringPeople({ ...setting, drops: () => false });
    await lab.time.advance(6 * MINUTE);
    const [incident, ...others] = await incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ kind: "loss", provider: "sms.main" });
    expect(incident?.notes.map(({ did }) => did)).toEqual(["slowed", "resumed"]);
    expect(incident?.notes[1]?.fact).toMatch(/^sms.main reports less than it delivers: .* that people answered$/);
    expect(incident?.endedAt).toBeDefined();
    expect(sent()).toBe(PEOPLE);
  });

  it("is left where no one answers those without one", async () => {
    const { lab, sent, incidents } = await answeringPeople({ ...setting, drops: (_, nth) => unreported(nth) });
    await lab.time.advance(4 * MINUTE);
    const [incident] = await incidents();
    expect(incident).toMatchObject({ kind: "loss", provider: "sms.main", endedAt: undefined });
    expect(incident?.notes.at(-1)?.did).toBe("rerouted");
    expect(sent()).toBeLessThan(450);
  });
});
