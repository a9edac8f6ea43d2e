import { carrierRest } from "@relance/rules";
import type { BinsAnswer, Plan, PluginHost } from "@relance/spec";
import { type Flow, flowsOf } from "../flows.ts";
import type { Downtime } from "../observation.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** Counts are read per second for the last minute, per ten seconds for five minutes, and per minute before that. */
const GRAINS = [
  { fromMs: 21 * MINUTE_MS, untilMs: 5 * MINUTE_MS, grainMs: MINUTE_MS },
  { fromMs: 5 * MINUTE_MS, untilMs: MINUTE_MS, grainMs: 10 * SECOND_MS },
  { fromMs: MINUTE_MS, untilMs: -MINUTE_MS, grainMs: SECOND_MS },
] as const;

const LONGEST_MS = GRAINS[0].fromMs;

export interface Heard {
  readonly flows: readonly Flow[];
  readonly downtimeOf: (provider: string) => readonly Downtime[];
  readonly now: number;
}

/**
 * Reads the messages of the last twenty minutes. Hours in which a carrier delivers nothing count as downtime, because
 * the carrier sends no receipts then.
 */
export async function hearBins(host: PluginHost, campaign: number, plan: Plan): Promise<Heard> {
  const now = await host.read.now();
  const minute = now - (now % MINUTE_MS);
  const grains: { rows: BinsAnswer["rows"]; grainMs: number }[] = [];
  let downtime: BinsAnswer["downtime"] = [];
  for (const { fromMs, untilMs, grainMs } of GRAINS) {
    const answer = await host.read.bins({ campaign, since: minute - fromMs, until: minute - untilMs, grainMs });
    grains.push({ rows: answer.rows, grainMs });
    if (grainMs === MINUTE_MS) downtime = answer.downtime;
  }
  return {
    flows: flowsOf(grains),
    downtimeOf: (provider) => [
      ...downtime.filter((gap) => gap.provider === provider),
      ...carrierRest(plan, provider, { from: minute - LONGEST_MS, to: now }),
    ],
    now,
  };
}
