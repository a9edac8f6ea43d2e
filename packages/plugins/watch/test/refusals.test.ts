import type { Ledger, PluginHost, ResponseCountsInput } from "@relance/spec";
import { expect, it } from "vitest";
import { judgeSigns, providersThatRefusedAll, type SignsMemory } from "../src/judge/judge-signs.ts";
import { normal, seeded } from "./support/seeded-flow.ts";

/** Of 1,000 messages twelve were sent, and all twelve bounced. */
function ledger(capturedBy: Ledger["capturedBy"]): Ledger {
  const of = { step: 1, provider: "sms.main", evidence: "none" } as const;
  return {
    attempts: [
      { ...of, state: "accepted", count: 988 },
      { ...of, state: "rejected", count: 12 },
    ],
    capturedBy,
  } as unknown as Ledger;
}

it("a captured message is not counted among bounced ones", () => {
  expect([...providersThatRefusedAll(ledger({ "sms.main": 988 })).keys()]).toEqual(["sms.main"]);
  expect(providersThatRefusedAll(ledger({ "sms.main": 900 })).size).toBe(0);
});

const MINUTE = 60_000;
const PROVIDER = "sms.main";

/** A campaign with a pilot. A phone that is off returns a message after its validity, and returns each retry again. */
interface Campaign {
  readonly perMinute: number;
  readonly people: number;
  readonly validMinutes: number;
  readonly tries: number;
  readonly off: number;
  readonly dead: number;
  /** Messages are blocked from this minute on. @default none */
  readonly blockedFrom?: number;
}

/** Plays four hours, minute by minute, and returns the minutes at which refusals were reported. */
async function reported(campaign: Campaign, seed: number): Promise<readonly number[]> {
  const random = seeded(seed * 7_919 + 11);
  const drawn = (count: number, share: number) =>
    Math.max(0, Math.min(count, Math.round(count * share + Math.sqrt(count * share * (1 - share)) * normal(random))));
  const firsts: { at: number; messages: number; back: number }[] = [];
  const retries = new Map<number, { count: number; left: number }[]>();
  const found: number[] = [];
  let [accepted, returned, waiting, now] = [0, 0, campaign.people, 0];
  let memory: SignsMemory | undefined;
  const host = {
    incident: async ({ change }: { change: string }) => change === "open" && found.push(now / MINUTE),
    read: {
      responseCounts: async ({ since, until }: ResponseCountsInput) => {
        const own = firsts.filter(({ at }) => at >= since && at < until);
        const messages = own.reduce((sum, first) => sum + first.messages, 0);
        const back = own.reduce((sum, first) => sum + first.back, 0);
        return [{ provider: PROVIDER, messages, people: messages - back }];
      },
    },
  } as unknown as PluginHost;
  for (let minute = 0; minute < 240; minute++) {
    now = minute * MINUTE;
    const sent = minute === 1 ? 0 : Math.min(waiting, minute === 0 ? 400 : campaign.perMinute);
    waiting -= sent;
    const isBlocked = minute >= (campaign.blockedFrom ?? Number.POSITIVE_INFINITY);
    const back = isBlocked ? drawn(sent, 0.3) : drawn(sent, campaign.dead);
    const off = drawn(sent, campaign.off);
    accepted += sent;
    returned += back;
    const first = { at: now, messages: sent, back };
    firsts.push(first);
    const later = (count: number, left: number) => {
      const at = minute + campaign.validMinutes;
      retries.set(at, [...(retries.get(at) ?? []), { count, left }]);
    };
    later(off, campaign.tries);
    for (const { count, left } of retries.get(minute) ?? []) {
      returned += count;
      if (left === campaign.tries) {
        const own = firsts.find(({ at }) => at === now - campaign.validMinutes * MINUTE);
        if (own !== undefined) own.back += count;
      }
      if (left === 0) continue;
      accepted += count;
      later(count, left - 1);
    }
    const of = { step: 1, provider: PROVIDER, state: "accepted" } as const;
    const attempts = [
      { ...of, evidence: "undelivered-temporary", count: returned },
      { ...of, evidence: "delivered", count: accepted - returned },
    ];
    const ledger = { campaign: 1, attempts } as unknown as Ledger;
    memory = await judgeSigns(host, {
      ledger,
      observed: { flows: [], downtimeOf: () => [], now: now + 1 },
      incidents: {},
      before: memory,
    });
  }
  return found;
}

const pick = (seed: number, place: number, ...values: readonly number[]) =>
  values[Math.floor(Math.abs(Math.sin(seed * 12.9898 + place * 78.233) * 43_758.5453)) % values.length] ?? 0;

it("reports no refusals in 500 healthy campaigns, however late phones that are off cause bounces", async () => {
  let wrong = 0;
  for (let seed = 1; seed <= 500; seed++) {
    const campaign = {
      perMinute: pick(seed, 1, 20, 60, 300, 1_200),
      people: pick(seed, 2, 600, 2_000, 10_000),
      validMinutes: pick(seed, 3, 2, 10, 60),
      tries: pick(seed, 4, 0, 2, 5),
      off: pick(seed, 5, 0.01, 0.02, 0.03),
      dead: pick(seed, 6, 0.005, 0.015),
    };
    if ((await reported(campaign, seed)).length > 0) wrong += 1;
  }
  expect(wrong).toBe(0);
});

it("reports refusals within five minutes if a carrier returns three in ten messages", async () => {
  const campaign = { perMinute: 300, people: 10_000, validMinutes: 10, tries: 2, off: 0.02, dead: 0.01 };
  const [minute = 0] = await reported({ ...campaign, blockedFrom: 15 }, 1);
  expect(minute).toBeGreaterThanOrEqual(15);
  expect(minute).toBeLessThanOrEqual(20);
});
