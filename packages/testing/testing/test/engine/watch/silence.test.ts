import { describe, expect, inject, it } from "vitest";
import { MINUTE, SECOND } from "../../support/laboratory.ts";
import { PEOPLE, twoCarriers } from "../../support/two-carriers.ts";

const isFirst = inject("part") !== "more";
const isWhole = inject("part") !== "once";

const NETWORKS = ["+3361", "+3366", "+3362", "+3367"];
/** Returns a phone number. Four networks share most recipients, and a fifth network has one recipient in 25. */
const mobile = (index: number) =>
  `${index % 25 === 0 ? "+3369" : NETWORKS[index % 4]}${String(1_000_000 + index * 7).padStart(7, "0")}`;

describe("receipts that come in bursts of two minutes", () => {
  it.each([...(isFirst ? [{ areKnown: false }] : []), ...(isWhole ? [{ areKnown: true }] : [])])(
    "send no recipient a second message (carrier known: $areKnown)",
    async ({ areKnown }) => {
      const { lab, main, second, incidents, startedAt } = await twoCarriers({
        loses: () => false,
        areKnown,
        mobile,
        lastReportAt: (readyAt) => Math.ceil(readyAt / (2 * MINUTE)) * 2 * MINUTE,
      });
      await lab.time.advance(20 * MINUTE);
      expect(new Set([...main.sent, ...second.sent]).size).toBe(PEOPLE);
      expect(main.sent.length + second.sent.length).toBe(PEOPLE);
      const stalls = await incidents();
      // for a carrier with a steady history, bursts of receipts count as a loss
      if (!areKnown) expect(stalls.filter(({ endedAt }) => endedAt === undefined)).toEqual([]);
      if (!areKnown) expect(stalls.filter(({ kind }) => kind !== "stall")).toEqual([]);
      // after two bursts, the watch knows that this carrier reports in bursts
      if (!areKnown) expect(stalls.filter((one) => one.startedAt.getTime() > startedAt + 5 * MINUTE)).toEqual([]);
    },
  );
});

/** Stops the receipts of the first carrier for at least ten minutes. */
async function stopped(
  afterMs: number,
  forMs: number,
  parts: Pick<Parameters<typeof twoCarriers>[0], "count" | "pilot" | "deadline" | "areKnown" | "onLoss"> = {},
) {
  let from = Number.POSITIVE_INFINITY;
  const here = await twoCarriers({
    loses: () => false,
    lookMs: 2 * SECOND,
    mobile,
    pilot: 2_400,
    ...parts,
    lastReportAt: (readyAt) => (readyAt < from ? readyAt : Math.max(readyAt, from + forMs)),
  });
  from = here.startedAt + afterMs;
  return here;
}

if (isFirst) {
  describe("a complete stop of receipts", () => {
    it("sends pending recipients through the vendor that responds, and no recipient twice until it is a loss", async () => {
      const people = { count: 1_000, pilot: 999, areKnown: false }; // sending takes 67 s at 15/s
      const { lab, main, second, incidents, startedAt } = await stopped(30 * SECOND, 4 * MINUTE, people);
      await lab.time.advance(9 * MINUTE);
      expect(main.sent.length).toBeLessThan(850);
      expect(new Set([...main.sent, ...second.sent]).size).toBe(1_000);
      expect(main.sent.length + second.sent.length).toBe(1_000);
      const [stall, ...others] = await incidents();
      expect(others).toEqual([]);
      expect(stall?.kind).toBe("stall");
      expect((stall?.endedAt?.getTime() ?? 0) - startedAt).toBeGreaterThan(4 * MINUTE);
      expect(stall?.notes.map(({ did }) => did)).toEqual(["rerouted", "resumed"]);
      expect(stall?.notes[0]?.fact).toContain("sms.main has stopped answering");
      expect(stall?.notes[1]?.fact).toContain("sms.main answers again");
    });

    it("of both vendors blames neither: recipients return to the first one, because our receiver may be down", async () => {
      let from = Number.POSITIVE_INFINITY;
      const loses = (_to: string, _nth: number, now: number) => now >= from;
      const setting = { loses, secondLoses: loses, mobile, rate: "20/s", count: 1_500, pilot: undefined };
      const { lab, main, incidents, startedAt } = await twoCarriers({ ...setting, lookMs: 2 * SECOND });
      from = startedAt + 20 * SECOND;
      await lab.time.advance(MINUTE);
      const before = main.sent.length;
      await lab.time.advance(MINUTE);
      expect(main.sent.length - before).toBeGreaterThan(200);
      const notes = (await incidents()).filter(({ provider }) => provider === "sms.main").flatMap((one) => one.notes);
      expect(notes.map(({ did }) => did)).toEqual(["rerouted", "slowed"]);
    });

    it("is not waited for if recipients lack time, and the incident states this", async () => {
      const { lab, second, incidents } = await stopped(MINUTE, 30 * MINUTE, {
        count: 6_000,
        pilot: 3_000,
        onLoss: "pause",
        deadline: "2887m", // the deadline is seven minutes after the end of the wait
      });
      await lab.time.advance(5 * MINUTE);
      const notes = (await incidents()).flatMap((incident) => incident.notes);
      expect(notes.find(({ did }) => did === "rerouted")?.fact).toContain(
        "waiting for it would cost recipients time before their deadline",
      );
      expect(second.sent.length).toBeGreaterThan(500);
      expect((await lab.ledger()).holds).toBe(true);
    });

    it("is expected to last as long again as it has lasted", async () => {
      const { lab, incidents } = await stopped(MINUTE, 60 * MINUTE, {
        count: 6_000,
        pilot: 3_000,
        onLoss: "pause",
        deadline: "2895m", // the deadline is a quarter of an hour after the end of the wait
      });
      const isLeft = async () => (await incidents()).some(({ notes }) => notes.some(({ did }) => did === "rerouted"));
      await lab.time.advance(7 * MINUTE); // the carrier has been silent for six minutes, and a pause of six more minutes leaves enough time
      expect(await isLeft()).toBe(false);
      // the carrier has been silent for eight minutes, and a pause of eight more minutes would be too long
      await lab.time.advance(100 * SECOND);
      expect(await isLeft()).toBe(true);
    });
  });
}

/** Factor on the latency. One receipt in eight takes half a minute, so some arrive after the loss began. */
const straggling = (now: number) => (now % 8_000 < SECOND ? 8 : 1);

describe("a carrier that begins to lose every message", () => {
  it.each([
    ...(isFirst ? [{ areKnown: true, rate: "20/s", withinMs: 45 * SECOND, most: 900 }] : []),
    ...(isWhole
      ? [
          { areKnown: true, rate: "200/s", withinMs: 15 * SECOND, most: 3_000 },
          { areKnown: false, rate: "20/s", withinMs: 45 * SECOND, most: 1_000 },
        ]
      : []),
  ])(
    "is replaced within $withinMs ms at $rate (carrier known: $areKnown)",
    async ({ areKnown, rate, withinMs, most }) => {
      let from = Number.POSITIVE_INFINITY;
      const lost: number[] = [];
      const { lab, second, incidents, startedAt } = await twoCarriers({
        loses: (_to, _nth, now) => now >= from && lost.push(now) > 0,
        areKnown,
        rate,
        mobile,
        slowness: straggling,
        lookMs: 2 * SECOND,
        count: rate === "20/s" ? 2_000 : 6_000,
        pilot: areKnown ? undefined : 400,
      });
      from = startedAt + (rate === "200/s" ? 8 : 20) * SECOND; // at 200/s, the slow receipts raise a suspicion after 14 s
      await lab.time.advance(6 * MINUTE);
      const [firstLost = 0] = lost;
      const did = (await incidents()).flatMap(({ notes }) => notes);
      const left = did.find((note) => note.did === "rerouted");
      expect((left?.at.getTime() ?? 0) - firstLost).toBeLessThanOrEqual(withinMs);
      expect(lost.length).toBeLessThan(most);
      expect(did.map((note) => note.did)).not.toContain("resumed");
      // a carrier without history may report in bursts or only by day, so pending recipients move but no message counts
      // as lost
      expect((await incidents()).map(({ kind }) => kind)).toContain(areKnown ? "loss" : "stall");
      expect(second.sent.length).toBeGreaterThan(900);
    },
  );
});

if (isWhole) {
  it("a carrier that drops every second message to a recipient is skipped in the second step, and its probe shows the loss too", async () => {
    const known = new Set<string>();
    const again: number[] = [];
    const { lab, second, incidents } = await twoCarriers({
      loses: (to, _nth, now) => (known.has(to) ? again.push(now) > 0 : known.add(to).size < 0),
      rate: "20/s",
      mobile,
      lookMs: 2 * SECOND,
      count: 1_500,
      pilot: undefined,
      secondStepAfter: 3,
    });
    await lab.time.advance(14 * MINUTE);
    const [first = 0] = again;
    const inTime = again.filter((at) => at - first <= 45 * SECOND).length;
    expect(inTime).toBeLessThan(900);
    expect(again.length - inTime).toBeLessThan(30); // some recipients may get a probe as their second message
    expect((await incidents()).map(({ kind, provider }) => `${kind} ${provider}`)).toContain("loss sms.main");
    expect(second.sent.length).toBeGreaterThan(600);
  });

  it("a carrier that drops messages above a rate is stopped again after its probe, and the incident says that the probe proved nothing", async () => {
    const lost: number[] = [];
    let second = { at: 0, sent: 0 };
    const { lab, incidents } = await twoCarriers({
      loses(_to, _nth, now) {
        const at = Math.floor(now / SECOND);
        second = { at, sent: at === second.at ? second.sent + 1 : 1 };
        return second.sent > 12 && lost.push(now) > 0;
      },
      route: ["main"],
      rate: "20/s",
      lookMs: 2 * SECOND,
      pilot: undefined,
    });
    await lab.time.advance(10 * MINUTE);
    const notes = (await incidents()).flatMap((incident) => incident.notes);
    const measures = notes.flatMap(({ did }) => did ?? []);
    expect(measures.filter((did) => did !== "slowed")).toEqual(["paused", "probed", "resumed", "paused"]);
    const again = notes.findLast(({ did }) => did === "paused");
    expect(again?.fact).toContain("an earlier probe succeeded, which proves nothing about the full rate");
    expect(lost.length).toBeLessThan(300);
    const before = lost.length;
    await lab.time.advance((again?.at.getTime() ?? 0) + 10 * MINUTE - lab.time.now()); // the first pause lasted five
    expect(lost.length).toBe(before);
  });

  describe("a carrier that loses a small network", () => {
    it("is replaced only for the recipients of that network", async () => {
      const { lab, main, second, incidents } = await twoCarriers({
        loses: (to) => to.startsWith("+3369"),
        areKnown: false,
        mobile,
        pilot: 600,
      });
      await lab.time.advance(6 * MINUTE);
      expect(await incidents()).toMatchObject([{ kind: "loss", provider: "sms.main", destination: "+3369" }]);
      const did = (await incidents())[0]?.notes.map(({ action }) => action ?? "") ?? [];
      expect(did.join("\n")).toContain("use sms.second");
      expect(second.sent.length).toBeGreaterThan(15);
      expect(second.sent.filter((to) => !to.startsWith("+3369"))).toEqual([]);
      expect(main.sent.filter((to) => !to.startsWith("+3369"))).toHaveLength(PEOPLE * 0.96);
    });

    it("is probed again for them after a while, and trusted once it works", async () => {
      let wellAt = Number.POSITIVE_INFINITY;
      const here = await twoCarriers({
        loses: (to, _, now) => to.startsWith("+3369") && now < wellAt,
        areKnown: false,
        mobile,
      });
      wellAt = here.startedAt + 3 * MINUTE;
      await here.lab.time.advance(12 * MINUTE);
      const [incident] = await here.incidents();
      expect(incident?.notes.flatMap(({ did }) => did ?? [])).toEqual(["rerouted", "probed"]);
      expect(new Set([...here.main.sent, ...here.second.sent]).size).toBe(PEOPLE);
    });
  });
}

it("a network of an eighth without reports from either carrier keeps the message from no recipient of another network", async () => {
  const isMute = (to: string) => to.startsWith("+3369");
  const { lab, main, second, incidents } = await twoCarriers({
    loses: isMute,
    secondLoses: isMute,
    areKnown: false,
    count: 2_000,
    pilot: 500,
    mobile: (index) =>
      `${index % 8 === 0 ? "+3369" : NETWORKS[index % 4]}${String(1_000_000 + index * 7).padStart(7, "0")}`,
  });
  await lab.time.advance(4 * MINUTE);
  expect(main.sent.filter((to) => !isMute(to))).toHaveLength(1_750);
  expect(new Set([...main.sent, ...second.sent]).size).toBe(2_000);
  expect(await incidents()).toMatchObject([{ kind: "loss", provider: "sms.main", destination: "+3369" }]);
  expect(second.sent.filter((to) => !isMute(to))).toEqual([]);
});
