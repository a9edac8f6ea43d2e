import { latencyBin } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { buildFlows } from "../src/flows.ts";
import { judgeCampaign } from "../src/judge/judge-campaign.ts";
import type { ReceiptsReceived } from "../src/judge/receipt-tracker.ts";
import { lognormalModel } from "../src/latency-model.ts";
import { readMemory, type WatchMemory } from "../src/watch-memory.ts";

const SECOND = 1_000;
const NOW = 1_800_000_000_000;
const NETWORKS = ["+3361", "+3362", "+3363", "+3364"];
const MODELS = { "": { ...lognormalModel(5_000, 0.7, 0.98), learnedFrom: 100_000 } };

/** Ten messages a second to each network until `now`. A receipt arrives after two seconds, or never. */
function observed(now: number, lost: (network: string, at: number) => number): ReceiptsReceived {
  const seconds = Array.from({ length: 300 }, (_, nth) => now - (300 - nth) * SECOND);
  const rows = seconds.flatMap((at) =>
    NETWORKS.map((destination) => {
      const receipts = now - at > 2 * SECOND ? Math.round(10 * (1 - lost(destination, at))) : 0;
      const received = [[latencyBin(2 * SECOND), receipts] as const];
      return {
        campaign: 1,
        channel: "sms" as const,
        provider: "sms.main",
        destination,
        at,
        accepted: 10,
        captured: 0,
        received,
      };
    }),
  );
  const flows = buildFlows([{ rows, grainMs: SECOND }]).map((flow) => ({ ...flow, lastReceiptAt: now, silences: [] }));
  return {
    flows,
    now,
    downtimeOf: () => [],
    silencesFor: () => [],
    missedFor: () => [],
    isSilentTogether: () => false,
    receivedElsewhere: () => undefined,
  };
}

/** Returns the verdict about the provider after several equal checks. */
function judged(
  lost: (network: string, at: number) => number,
  { isReroutable = true, memory = readMemory(undefined) }: { isReroutable?: boolean; memory?: WatchMemory } = {},
) {
  const facts = { expectsReceipts: () => true, modelsOf: () => MODELS, canReroute: () => isReroutable };
  let { alarms } = memory;
  let found: ReturnType<typeof judgeCampaign> | undefined;
  for (let at = NOW - 10 * SECOND; at <= NOW; at += 2 * SECOND) {
    found = judgeCampaign(observed(at, lost), { ...memory, alarms }, facts);
    alarms = found.alarms;
  }
  const [provider] = found?.providers ?? [];
  return {
    alarm: provider?.alarm,
    accepted: provider?.verdict.accepted,
    guilty: provider?.guilty.map(({ destination }) => destination),
    excluded: provider?.parts?.map(({ name, alarm }) => [name.destination, alarm]),
  };
}

describe("the loss of a network with a quarter of the messages", () => {
  const silent = (network: string) => (network === "+3361" ? 1 : 0);

  it("is attributed to the network, and not to its provider", () => {
    expect(judged(silent)).toMatchObject({ alarm: "none", guilty: ["+3361"], excluded: [["+3361", "pause"]] });
  });

  it("is attributed to its provider if its recipients have no other provider", () => {
    expect(judged(silent, { isReroutable: false })).toMatchObject({ alarm: "pause", guilty: ["+3361"], excluded: [] });
  });

  it("does not count against its provider once its recipients are rerouted, whatever another vendor shows", () => {
    const besideIt = [[NOW - 300 * SECOND, 300, 0, 300, 290]] as const;
    const compared = { through: [NOW, 0], lately: [{ "sms.main sms.second +3361": besideIt }, {}], sums: {} };
    const memory = { ...readMemory(undefined), compared };
    const parts = { "sms.main +3361": { state: "paused", since: NOW, pauses: 1 } } as const;
    expect(judged(() => 0, { isReroutable: false, memory })).toMatchObject({ alarm: "pause" });
    const avoided = judged(silent, { isReroutable: false, memory: { ...memory, parts } });
    expect(avoided).toMatchObject({ alarm: "none", accepted: 300 * 30 });
  });

  it("does not excuse a provider that also loses other messages", () => {
    expect(judged((network) => (network === "+3361" ? 1 : 0.3))).toMatchObject({ alarm: "pause" });
  });
});

it("a provider that loses messages to all networks equally is blamed itself", () => {
  expect(judged(() => 0.3)).toMatchObject({ alarm: "pause", guilty: [undefined], excluded: [] });
});

it("a lasting doubt is judged by the messages sent since it began", () => {
  const late = (_: string, at: number) => (at > NOW - 45 * SECOND ? 0.3 : 0);
  expect(judged(late).alarm).toBe("warn");
  const memory = {
    ...readMemory(undefined),
    alarms: { "sms.main": { alarm: "warn", warnSince: NOW - 35 * SECOND } },
  } as const;
  expect(judged(late, { memory }).alarm).toBe("pause");
});
