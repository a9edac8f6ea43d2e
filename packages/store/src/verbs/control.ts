import {
  type CampaignState,
  type ControlAnswer,
  type EventKind,
  type GateChange,
  orderText,
  type SilenceChange,
  type StaleQueue,
} from "@relance/spec";
import { lockCampaign, setCampaignState } from "../moves/campaigns.ts";
import { missedUntilNow } from "../moves/ingress.ts";
import { staleFor, steer } from "../moves/steer-queues.ts";
import { GATE } from "../rows/queue-holds.ts";
import { steeringText } from "../rows/queue-standing.ts";
import { writeSilences } from "../rows/stored-queues.ts";
import type { Work } from "../work/work.ts";

/** Applies commands to queues: all commands or none. Recipients' rows do not change. */
export async function control(work: Work, all: readonly (GateChange | SilenceChange)[]): Promise<ControlAnswer> {
  const changes = all.filter((change): change is GateChange => !("since" in change));
  const stale: StaleQueue[] = [];
  for (const change of changes) {
    if (change.version === undefined) continue;
    if ((await lockCampaign(work, change.campaign)) !== undefined) stale.push(...(await staleFor(work, change)));
  }
  if (stale.length > 0) return { queues: 0, version: 0, stale };
  for (const { campaign, since, missed = {} } of all.filter((change) => "since" in change)) {
    const providers = Object.keys(since);
    await work.strings.need([...providers, ...Object.keys(missed)]);
    for (const [provider, from] of Object.entries(missed)) await missedUntilNow(work, work.stringId(provider), from);
    await writeSilences(work.sql, campaign, new Map(providers.map((one) => [work.stringId(one), since[one] ?? 0])));
  }
  let [sum, highest] = [0, 0];
  for (const change of changes) {
    // parallel commands wait for this lock, so they change the same queues one after the other
    const state = await lockCampaign(work, change.campaign);
    if (state === undefined) continue;
    const { queues, version } = await steer(work, change);
    if (queues === 0) continue;
    await logSteering(work, change, state);
    sum += queues;
    highest = Math.max(highest, version);
  }
  return { queues: sum, version: highest, stale };
}

async function logSteering(work: Work, change: GateChange, state: CampaignState): Promise<void> {
  const { campaign, gate, via, source = "operator", provider } = change;
  const text = source === "operator" ? orderText(change) : undefined; // automatic commands have incidents
  await work.strings.need([text ?? [], provider ?? []].flat());
  const order = text === undefined ? 0 : work.stringId(text);
  const steering = steeringText(change);
  const isTold = gate !== undefined && (await followGates(work, campaign, state, order, steering));
  if (!isTold && (gate === undefined || via !== undefined || source === "operator")) {
    const over = provider === undefined ? 0 : work.stringId(provider);
    work.log.addCampaign(campaign, "campaign.steered", order, { provider: over, steering });
  }
}

const OPEN = `select 1 from queues where campaign = $1 and gate = ${GATE.open} limit 1`;

type Moves = Readonly<Partial<Record<CampaignState, readonly [to: CampaignState, event: EventKind]>>>;

const MOVES: Readonly<Record<"open" | "shut", Moves>> = {
  shut: { running: ["held", "campaign.held"] },
  open: { held: ["running", "campaign.started"] },
};

/** A campaign is `held` while all of its queues are held. Returns whether its state changed. */
export async function followGates(
  work: Work,
  campaign: number,
  state: CampaignState,
  order = 0,
  steering: string | null = null,
): Promise<boolean> {
  const open = await work.sql.row(OPEN, campaign);
  const [to, event] = MOVES[open === undefined ? "shut" : "open"][state] ?? [];
  if (to !== undefined) await setCampaignState(work, campaign, to, event, order, steering);
  return to !== undefined;
}
