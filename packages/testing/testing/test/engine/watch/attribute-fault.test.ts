import type { LookupAnswer, LookupQuestion } from "@relance/spec";
import { partsOf } from "relance/parts";
import { describe, expect, inject, it } from "vitest";
import { hello, MINUTE, openLaboratory, SECOND } from "../../support/laboratory.ts";
import { reportingCarrier } from "../../support/reporting-carrier.ts";
import { teachLatency } from "../../support/teach-latency.ts";

const isWhole = inject("part") !== "once";

const PEOPLE = 2_000;
const STEPS = [
  {
    channel: "sms",
    route: ["main", "second"],
    template: "hello@1",
    wait: "48h",
    onMissingReceipt: { after: "15m", do: "reroute" },
  },
] as const;
const NEVER = new Promise<LookupAnswer>(() => {});

/** Runs a campaign through a carrier whose receipts do not arrive. */
async function silence(facts: {
  /** Returns whether the carrier drops a message. @default every message from the 200th on */
  readonly drops?: (nth: number) => boolean;
  readonly lookup?: (question: LookupQuestion) => Promise<LookupAnswer>;
  readonly perSecond?: number;
  readonly isHeard?: () => boolean;
}) {
  const asked: { at: number; ref: string | undefined }[] = [];
  const store = () => lab.store;
  const { lookup, perSecond, isHeard, drops = (nth) => nth > 200 } = facts;
  let sent = (): number => 0;
  const lab = await openLaboratory({
    sms: (world) => {
      const main = reportingCarrier(world, "sms.main", { store, loses: (_, nth) => drops(nth) });
      const second = reportingCarrier(world, "sms.second", { store, loses: () => false });
      sent = () => main.sent.length;
      return {
        main: {
          ...main.provider,
          ...(perSecond !== undefined && { perSecond }),
          ...(lookup !== undefined && {
            lookup: (question: LookupQuestion) => {
              asked.push({ at: lab.time.now(), ref: question.ref });
              return lookup(question);
            },
          }),
        },
        second: second.provider,
      };
    },
    config: { publicUrl: "https://test.invalid" },
    overrides:
      isHeard === undefined
        ? {}
        : {
            callOurselves: async (_, token) => isHeard() && partsOf(gateway).engine.port.isOwnRequest(token),
          },
  });
  await teachLatency(lab.store);
  const { gateway } = await lab.open("worker");
  partsOf(gateway).engine.listen();
  await lab.time.advance(5 * SECOND);
  void gateway.run({ signal: new AbortController().signal });
  const definition = { steps: STEPS, rate: "50/s", watch: { onLoss: "reroute" } } as const;
  const recipients = Array.from({ length: PEOPLE }, (_, index) => ({
    id: `p${index}`,
    mobile: `+3363998${String(index).padStart(4, "0")}`,
  }));
  await lab.finish(gateway.campaigns.start(hello(definition), { rows: recipients }));
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  const notes = async () =>
    (await incidents()).flatMap((incident) => incident.notes.map(({ fact, action }) => ({ fact, action })));
  return { lab, asked, incidents, notes, sent: () => sent() };
}

const delivered = async (): Promise<LookupAnswer> => ({
  type: "receipt",
  kind: "delivered",
  quality: "handset",
});

describe("a provider without receipts", () => {
  it("is kept if its look-up reports that the messages arrived, and no recipient gets a second message", async () => {
    const { lab, asked, notes, incidents, sent } = await silence({ lookup: delivered });
    await lab.time.advance(3 * MINUTE);
    expect(sent()).toBe(PEOPLE);
    expect((await incidents()).map(({ kind, provider }) => [kind, provider])).toEqual([
      ["stall", "sms.main"],
      ["loss", "sms.main"],
    ]);
    expect((await notes()).map(({ fact }) => fact).join("\n")).toContain("knows the outcome of 50 of 50");
    expect((await notes()).filter(({ action }) => action?.includes("no recipient is rerouted"))).toHaveLength(1);
    expect(new Set(asked.map(({ ref }) => ref)).size).toBe(asked.length);
    expect((await lab.ledger()).attempts.find(({ evidence }) => evidence === "delivered")?.count).toBeGreaterThan(400);
    await lab.time.advance(20 * MINUTE);
    expect((await lab.ledger()).attempts).toMatchObject([
      { provider: "sms.main", evidence: "delivered", count: PEOPLE },
    ]);
  });

  it("is kept if our own proxy drops every third of its reports", async () => {
    const { lab, notes, sent } = await silence({ lookup: delivered, drops: (nth) => nth % 3 === 0 });
    await lab.time.advance(3 * MINUTE);
    expect(sent()).toBe(PEOPLE);
    expect((await notes()).map(({ fact }) => fact).join("\n")).toContain("knows the outcome of 50 of 50");
  });

  if (isWhole) {
    it.each<{
      it: string;
      lookup: ((question: LookupQuestion) => Promise<LookupAnswer>) | undefined;
      says: string;
    }>([
      { it: "has no news either", lookup: async () => "still-accepted", says: "has no news of 50 of 50" },
      { it: "does not know the messages", lookup: async () => "not-found", says: "does not know 50 of 50" },
      { it: "never answers the question", lookup: () => NEVER, says: "does not answer questions about messages" },
      { it: "cannot be asked", lookup: undefined, says: "cannot be asked" },
    ])("is replaced if it $it, and the incident states this", async ({ lookup, says }) => {
      const { lab, notes, sent } = await silence(lookup === undefined ? {} : { lookup });
      await lab.time.advance(2 * MINUTE);
      const left = (await notes()).find(({ action }) => action?.includes("use sms.second"));
      expect(left?.fact).toContain(says);
      expect(sent()).toBeLessThan(1_700);
      expect((await lab.ledger()).holds).toBe(true);
    });
  }

  if (isWhole) {
    it("is slowed down during the look-up", async () => {
      const { lab, notes } = await silence({ lookup: () => NEVER });
      await lab.time.advance(2 * MINUTE);
      const [slowed, left] = (await notes()).flatMap(({ action }) => action ?? []);
      expect(slowed).toContain("slowed down to 10/s");
      expect(left).toContain("use sms.second");
    });
  }

  if (isWhole) {
    it("is asked no faster than it permits", async () => {
      const { lab, asked } = await silence({ lookup: delivered, perSecond: 20 });
      await lab.time.advance(4 * MINUTE);
      expect(asked.length).toBeGreaterThan(20);
      const busiest = asked.map(
        ({ at }) => asked.filter((other) => other.at >= at && other.at < at + 2 * SECOND).length,
      );
      expect(Math.max(...busiest)).toBeLessThanOrEqual(50);
    });
  }

  it("is neither replaced nor asked while no request reaches us", async () => {
    let isHeard = true;
    const { lab, asked, notes, sent } = await silence({
      lookup: async () => "still-accepted",
      isHeard: () => isHeard,
    });
    isHeard = false;
    await lab.time.advance(3 * MINUTE);
    expect(asked).toEqual([]);
    expect((await notes()).filter(({ action }) => action?.includes("use sms.second"))).toEqual([]);
    expect((await notes()).map(({ fact }) => fact).join("\n")).toContain("our own public address");
    expect(sent()).toBe(PEOPLE);
  });
});
