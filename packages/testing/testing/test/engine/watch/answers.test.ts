import { describe, expect, it } from "vitest";
import { answeringPeople, NETWORKS } from "../../support/answering-people.ts";
import { MINUTE } from "../../support/laboratory.ts";

/** Number of recipients that suffices here, because many answer. packages/plugins/watch tests the statistics. */
const PEOPLE = 3_500;
const EAGER = 0.9;
/** Returns whether a message is dropped. The carrier drops this share of the messages to one network. */
function dropped(share: number) {
  let taken = 0;
  return (to: string) => {
    if (!to.startsWith("+3363")) return false;
    taken += 1;
    return Math.floor(taken * share) > Math.floor((taken - 1) * share);
  };
}

describe("recipients' answers", () => {
  it("reveal a network whose carrier loses 26 % and reports everything as delivered, and stop no recipient", async () => {
    const { lab, incidents } = await answeringPeople({
      people: PEOPLE,
      answers: EAGER,
      drops: dropped(0.26),
      definition: { rate: "50/s" },
    });
    await lab.time.advance(27 * MINUTE);
    expect(await incidents()).toMatchObject([
      { kind: "low-answers", provider: "sms.main", destination: "+3363", endedAt: undefined },
    ]);
    const [incident] = await incidents();
    expect(incident?.notes[0]?.fact).toMatch(/^recipients of sms.main to \+3363 answer 7\d % as often as others/);
    expect(incident?.notes.map(({ action }) => action)).toEqual([undefined]);
    expect(incident?.figures).toMatchObject({ withinMinutes: 15, step: 1 });
    expect((await lab.ledger()).states.pending).toBe(0);
  });

  it("of healthy networks cause no report, and are stored for later campaigns of that name", async () => {
    const { lab, incidents } = await answeringPeople({
      people: 1_500,
      answers: EAGER,
      drops: () => false,
      definition: { rate: "20/s" },
    });
    await lab.time.advance(20 * MINUTE);
    expect(await incidents()).toEqual([]);
    const text = "select data from watch_memory where name = 'answers:sms.main'";
    const { rows } = await lab.store.pluginSql({ plugin: "watch", statements: [{ text }] });
    const kept = JSON.parse(String(rows[0]?.[0]?.data))["15 sms 1 /hello"];
    expect(kept).toHaveLength(1);
    expect(kept[0][1]).toBeGreaterThan(1_200);
    expect(kept[0][2] / kept[0][1]).toBeCloseTo(0.88, 1);
  });

  it("that no recipient gives cause no report", async () => {
    const { lab, incidents } = await answeringPeople({
      people: 500,
      answers: 0,
      drops: dropped(1),
      definition: { rate: "50/s" },
    });
    await lab.time.advance(25 * MINUTE);
    expect(await incidents()).toEqual([]);
  });

  it("that none of 3,000 recipients of the only vendor gives are reported within 90 minutes, and stop nothing", async () => {
    const { lab, incidents, reached } = await answeringPeople({
      people: 3_000,
      answers: 0,
      drops: () => false,
      networks: ["+3363"],
      definition: {
        rate: "20/s",
        steps: [{ channel: "sms", route: ["main"], template: "hello@1", wait: "48h" }],
      },
    });
    await lab.time.advance(90 * MINUTE);
    const [incident, ...others] = await incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ kind: "low-answers", provider: "sms.main", destination: "", endedAt: undefined });
    expect(incident?.notes.map(({ did }) => did)).toEqual([undefined]);
    expect(incident?.notes[0]?.fact).toMatch(
      /^recipients of sms.main answer 0 % as often as if two in a hundred did: 0 of \d+ within an hour of step 1/,
    );
    expect(reached()).toBe(3_000);
  });

  it("far fewer than in earlier campaigns of that name reveal a carrier without a second one to compare", async () => {
    const { lab, incidents } = await answeringPeople({
      people: 3_000,
      answers: 0.6,
      drops: (_, nth) => nth % 5 !== 0,
      networks: ["+3363"],
      definition: { rate: "25/s" },
      earlier: { "15 sms 1 /hello": [91, 92, 93].map((campaign) => [campaign, 4_000, 2_350]) },
    });
    await lab.time.advance(20 * MINUTE);
    expect(await incidents()).toMatchObject([{ kind: "low-answers", provider: "sms.main", destination: "" }]);
    expect((await incidents())[0]?.notes[0]?.fact).toContain("as those of earlier campaigns");
  });

  it("from almost none of a network's recipients reroute them from the carrier, whatever its receipts report", async () => {
    const { lab, incidents } = await answeringPeople({
      people: 3_200,
      networks: NETWORKS.slice(0, 2),
      answers: EAGER,
      drops: (to) => to.startsWith("+3363"),
      definition: { rate: "2/s", watch: { onLoss: "reroute" } },
    });
    await lab.time.advance(24 * MINUTE);
    const [incident, ...others] = await incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ kind: "low-answers", provider: "sms.main", destination: "+3363" });
    expect(incident?.notes.at(-1)?.action).toContain("sms.main to +3363 is paused; its waiting recipients use");
    expect(incident?.notes.at(-1)?.fact).toMatch(/^recipients of sms.main to \+3363 answer 0 % as often as others/);
  });

  it.each([
    { route: ["main"], vendors: "one vendor" },
    { route: ["main", "second"], vendors: "two vendors" },
  ])("from almost none of a network's recipients start their next step early with $vendors", async ({ route }) => {
    const { lab, incidents, mailed } = await answeringPeople({
      people: 3_200,
      networks: NETWORKS.slice(0, 2),
      answers: EAGER,
      drops: (to) => to.startsWith("+3363"),
      definition: {
        rate: "2/s",
        steps: [
          { channel: "sms", route, template: "hello@1", wait: "48h" },
          { channel: "email", route: ["post"], template: "hello@1", wait: "1h" },
        ],
      },
    });
    await lab.time.advance(24 * MINUTE);
    expect(await incidents()).toMatchObject([{ kind: "low-answers", provider: "sms.main", destination: "+3363" }]);
    expect(mailed.length).toBeGreaterThan(100);
    expect(new Set(mailed).size).toBe(mailed.length);
    expect(mailed.filter((address) => !address.startsWith("3363"))).toEqual([]);
    const [incident] = await incidents();
    const moved = incident?.notes.find(({ action }) => action?.endsWith("begin their next step early"));
    expect(Number(moved?.action?.split(" ")[0])).toBeGreaterThan(900);
  });

  it("together with receipts that look fake reroute recipients from the carrier", async () => {
    const { lab, incidents } = await answeringPeople({
      people: 3_200,
      networks: NETWORKS.slice(0, 2),
      answers: EAGER,
      drops: dropped(0.8),
      isTooGood: true,
      definition: { rate: "2/s", watch: { onLoss: "reroute" } },
    });
    await lab.time.advance(24 * MINUTE);
    const kinds = (await incidents()).map(({ kind, endedAt }) => [kind, endedAt]);
    expect(kinds).toEqual([
      ["fake-receipts", undefined],
      ["low-answers", undefined],
    ]);
    const notes = (await incidents())[1]?.notes ?? [];
    expect(notes[0]?.action).toBeUndefined();
    expect(notes.at(-1)?.action).toContain("use sms.second");
  });
});
