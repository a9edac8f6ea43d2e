import { carrierRest } from "@relance/rules";
import type { BinsAnswer, Plan, PluginHost } from "@relance/spec";
import { buildFlows, type Flow, type Grain } from "../flows.ts";
import type { Downtime } from "../observation.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** The last minute is read in seconds, the four minutes before in tens of seconds, and earlier minutes in minutes. */
const GRAINS = [
  { fromMs: 21 * MINUTE_MS, untilMs: 5 * MINUTE_MS, grainMs: MINUTE_MS },
  { fromMs: 5 * MINUTE_MS, untilMs: MINUTE_MS, grainMs: 10 * SECOND_MS },
  { fromMs: MINUTE_MS, untilMs: -MINUTE_MS, grainMs: SECOND_MS },
] as const;

const LONGEST_MS = GRAINS[0].fromMs;

export interface ObservedFlows {
  readonly flows: readonly Flow[];
  readonly downtimeOf: (provider: string) => readonly Downtime[];
  readonly now: number;
}

/** Older slices are read again at the end of each minute, and after this many milliseconds per message. */
const REREAD_MS = 0.25;

interface CachedGrain extends Grain {
  readonly minute: number;
  readonly again: number;
  readonly gaps: BinsAnswer["downtime"];
}

/**
 * Creates a reader of a campaign's messages of the last twenty minutes. Hours in which a carrier delivers no message
 * count as downtime, because the carrier sends no receipts then. Large slices of older messages are read less often.
 */
export function createBinReader(host: PluginHost): (campaign: number, plan: Plan) => Promise<ObservedFlows> {
  const known = new Map<number, readonly CachedGrain[]>();

  return async (campaign, plan) => {
    const now = await host.read.now();
    const minute = now - (now % MINUTE_MS);
    const before = known.get(campaign) ?? [];
    const grains: CachedGrain[] = [];
    for (const [nth, { fromMs, untilMs, grainMs }] of GRAINS.entries()) {
      const last = before[nth];
      if (last !== undefined && last.minute === minute && now < last.again) {
        grains.push(last);
        continue;
      }
      const since = minute - fromMs;
      const { rows, downtime: gaps } = await host.read.bins({ campaign, since, until: minute - untilMs, grainMs });
      const messages = rows.reduce((sum, { accepted }) => sum + accepted, 0);
      const again = grainMs === SECOND_MS ? now : now + REREAD_MS * messages;
      grains.push({ rows, grainMs, seenAt: now, minute, again, gaps });
    }
    known.set(campaign, grains);
    const downtime = gapsIn(grains, minute - MINUTE_MS);
    return {
      flows: buildFlows(grains),
      downtimeOf: (provider) => [
        ...downtime.filter((gap) => gap.provider === provider),
        ...carrierRest(plan, provider, { from: minute - LONGEST_MS, to: now }),
      ],
      now,
    };
  };
}

/** The newest slices, which each check reads, contain all gaps that ended after the slices' start. */
function gapsIn(grains: readonly CachedGrain[], start: number): BinsAnswer["downtime"] {
  const before = grains[0]?.gaps.filter(({ to = start }) => to < start) ?? [];
  return [...before, ...(grains.at(-1)?.gaps ?? [])];
}
