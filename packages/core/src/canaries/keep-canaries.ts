import type { Ledger, RecipientRow, StoredVersion } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { toEnrollRows } from "../enroll/enroll-lines.ts";
import { type Canary, canaryName, canaryPlan, readCanaries } from "./canary-campaign.ts";

const MINUTE_MS = 60_000;
/** Between two rounds, as long as somebody waits for a first message. */
const EVERY_MS = 15 * MINUTE_MS;
const LOOK_MS = 10_000;
/** Canaries are few for ever. */
const MOST_ROUNDS = 24;
const PAGE = 1_000;

/** How far a campaign's canaries have come, from look to look. */
export interface CanaryMemory {
  /** Their campaign. */
  readonly campaign: number;
  /** Rounds sent. */
  readonly rounds: number;
  readonly sentAt: number;
  readonly lookedAt: number;
  /** Contacts that cannot receive anything, and were called delivered: by provider. */
  readonly fakes: Readonly<Record<string, number>>;
  /** Contacts of ours that heard nothing within the time between two rounds. */
  readonly missed: number;
}

/** Sends the next round when it is time, and looks what became of the ones before. */
export async function keepCanaries(
  context: EngineContext,
  ledger: Ledger,
  version: StoredVersion,
  memory: CanaryMemory | undefined,
  now: number,
): Promise<CanaryMemory | undefined> {
  if (version.plan.canaries !== true) return undefined;
  const isTime = memory === undefined || (now - memory.sentAt >= EVERY_MS && memory.rounds < MOST_ROUNDS);
  let next = memory;
  if (isTime && ledger.state === "running" && ledger.states.pending > 0) {
    const rounds = memory?.rounds ?? 0;
    const campaign = await sendCanaries(context, version, rounds);
    next = { fakes: {}, missed: 0, lookedAt: 0, ...memory, campaign, rounds: rounds + 1, sentAt: now };
  }
  if (next === undefined || now - next.lookedAt < LOOK_MS) return next;
  const { rows } = await context.store.list({ campaign: next.campaign, limit: PAGE });
  return { ...next, lookedAt: now, ...judge(rows, next.rounds - 1) };
}

function judge(rows: readonly RecipientRow[], latest: number): Pick<CanaryMemory, "fakes" | "missed"> {
  const fakes: Record<string, number> = {};
  let missed = 0;
  for (const { key, lastAttempt } of rows) {
    const canary = readCanaryKey(key);
    if (canary === undefined || lastAttempt === undefined || lastAttempt.isCaptured) continue;
    const { provider, evidence } = lastAttempt;
    const isDelivered = evidence === "delivered" || evidence === "engaged";
    if (canary.kind === "dead" && isDelivered) fakes[provider] = (fakes[provider] ?? 0) + 1;
    if (canary.kind === "live" && !isDelivered && canary.round < latest) missed += 1;
  }
  return { fakes, missed };
}

/** Sends one message to each canary of a campaign. Repeating a round sends nothing. Returns the canaries' campaign. */
async function sendCanaries(context: EngineContext, version: StoredVersion, round: number): Promise<number> {
  const { compiled } = await context.versions.get(version.version);
  const { tenant, name, occurrence, plan } = version;
  const { body, hash } = compiled;
  const defined = await context.store.define({
    tenant,
    name: canaryName(name),
    occurrence,
    hash,
    body,
    plan: canaryPlan(plan),
    audience: "open",
    manyVersions: true,
  });
  const admitted = readCanaries(compiled).map((canary, index) => {
    return { ...canary.row, key: canaryKey(canary, round, index), steps: 1 };
  });
  const rows = await toEnrollRows(context, { campaign: defined.campaign, tenant }, admitted);
  const { campaign, version: own } = defined;
  const importId = `canaries:${round}`;
  await context.store.enroll({ campaign, version: own, importId, seq: 0, rows, refused: [] });
  return campaign;
}

/** Such as `dead-2-15`: kind, round, place in the file. */
function canaryKey({ kind }: Canary, round: number, index: number): string {
  return `${kind}-${round}-${index}`;
}

/** What a canary's key says. */
function readCanaryKey(key: string): { readonly kind: Canary["kind"]; readonly round: number } | undefined {
  const parts = /^(live|dead)-(\d+)-\d+$/.exec(key);
  if (parts === null) return undefined;
  return { kind: parts[1] === "dead" ? "dead" : "live", round: Number(parts[2]) };
}
