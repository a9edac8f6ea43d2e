import { lacksTime, planStep } from "@relance/rules";
import type { AttemptState, Plan, PluginHost, RecipientRow } from "@relance/spec";

/** The number of recipients that are checked. Recipients are in random order, so the first ones are representative. */
const SAMPLE = 200;

export interface Waiting {
  readonly campaign: number;
  readonly plan: Plan;
  readonly waiting: number;
  readonly provider: string;
  readonly until: number;
  readonly perSecond?: number | undefined;
}

/**
 * Returns whether some recipients have too little time to wait for the provider. After the wait, their messages and the
 * waits of their remaining steps must fit before the deadline.
 */
export async function hasTooLittleTime(host: PluginHost, facts: Waiting): Promise<boolean> {
  const { campaign, plan, waiting, provider } = facts;
  const perSecond = Math.min(rateOver(host, plan, provider), facts.perSecond ?? Number.POSITIVE_INFINITY);
  const found: RecipientRow[] = [];
  for (const state of ["pending", "active"] as const) {
    const { rows } = await host.read.list({ campaign, state, limit: SAMPLE });
    found.push(...rows.filter((row) => isWaiting(row, facts)));
  }
  // `waiting` does not count recipients whose message was refused
  const recipients = Math.max(waiting, found.length);
  return found.some((row) => lacksTime(plan, row, { from: facts.until, recipients, perSecond }));
}

export function rateOver({ providers }: PluginHost, { pace }: Plan, provider: string): number {
  return Math.min(
    pace?.perSecond ?? Number.POSITIVE_INFINITY,
    providers.get(provider)?.perSecond ?? Number.POSITIVE_INFINITY,
  );
}

/** Returns whether the recipient waits for the provider, and could use another provider that got no message. */
function isWaiting({ step, lastAttempt }: RecipientRow, { plan, provider }: Waiting): boolean {
  const route = planStep(plan, step)?.route.map((place) => place.provider) ?? [];
  const used = lastAttempt === undefined || hasNotLeft(lastAttempt.state) ? "" : lastAttempt.provider;
  return route.includes(provider) && used !== provider && route.some((one) => one !== provider && one !== used);
}

function hasNotLeft(state: AttemptState): boolean {
  return state === "deferred" || state === "not-sent";
}
