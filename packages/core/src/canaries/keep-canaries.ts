import type { Ledger, RecipientRow, StoredVersion } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { toEnrollRows } from "../enroll/enroll-lines.ts";
import { rowsOf } from "../rows-of.ts";
import { canaryKey, canaryName, canaryPlan, readCanaries, readCanaryKey } from "./canary-campaign.ts";
import { judgeLent } from "./judge-lent.ts";
import { createLender } from "./lender.ts";

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
  /** What shows that receipts are made up, in words: by provider. */
  readonly fakes: Readonly<Record<string, string>>;
  /** Canaries that can be reached, and heard nothing within the time between two rounds. */
  readonly missed: number;
}

/** Sends canaries, and looks what becomes of them. */
export interface CanaryKeeper {
  /** Sends the next round when it is time, and looks what became of the ones before. */
  keep(
    ledger: Ledger,
    version: StoredVersion,
    memory: CanaryMemory | undefined,
    now: number,
  ): Promise<CanaryMemory | undefined>;
}

export function createCanaryKeeper(context: EngineContext): CanaryKeeper {
  const { store } = context;
  const lender = createLender(context);

  /** Sends one message to each canary of a campaign. Repeating a round sends nothing. Returns the canaries' campaign. */
  async function sendRound({ version, tenant, name, occurrence, plan }: StoredVersion, round: number): Promise<number> {
    const { compiled } = await context.versions.get(version);
    const { body, hash } = compiled;
    const { campaign, version: own } = await store.define({
      tenant,
      name: canaryName(name),
      occurrence,
      hash,
      body,
      plan: canaryPlan(plan),
      audience: "open",
      manyVersions: true,
    });
    const admitted = readCanaries(compiled).map(({ kind, row }, index) => {
      return { ...row, key: canaryKey({ kind, round, index }), steps: 1 };
    });
    const rows = await toEnrollRows(context, { campaign, tenant }, admitted);
    await store.enroll({ campaign, version: own, importId: `canaries:${round}`, seq: 0, rows, refused: [] });
    lender.lend({ campaign, version: own, tenant, round, compiled });
    return campaign;
  }

  return {
    async keep(ledger, version, memory, now) {
      if (version.plan.canaries !== true) return undefined;
      const isTime = memory === undefined || (now - memory.sentAt >= EVERY_MS && memory.rounds < MOST_ROUNDS);
      let next = memory;
      if (isTime && ledger.state === "running" && ledger.states.pending > 0) {
        const rounds = memory?.rounds ?? 0;
        const campaign = await sendRound(version, rounds);
        next = { fakes: {}, missed: 0, lookedAt: 0, ...memory, campaign, rounds: rounds + 1, sentAt: now };
      }
      if (next === undefined || now - next.lookedAt < LOOK_MS) return next;
      const { campaign, rounds, sentAt } = next;
      const rows = await Array.fromAsync(rowsOf((cursor) => store.list({ campaign, cursor, limit: PAGE })));
      const isOpen = now - sentAt < EVERY_MS;
      if (isOpen) lender.ask(campaign, rows, rounds - 1);
      return { ...next, lookedAt: now, ...judge(rows, isOpen ? rounds - 1 : rounds) };
    },
  };
}

/** Of rounds before `open` it is known what did not arrive. */
function judge(rows: readonly RecipientRow[], open: number): Pick<CanaryMemory, "fakes" | "missed"> {
  const lent = judgeLent(rows, open);
  const dead: Record<string, number> = {};
  let { missed } = lent;
  for (const { key, lastAttempt } of rows) {
    const canary = readCanaryKey(key);
    if (canary === undefined || lastAttempt === undefined || lastAttempt.isCaptured) continue;
    const { provider, evidence } = lastAttempt;
    const isDelivered = evidence === "delivered" || evidence === "engaged";
    if (canary.kind === "dead" && isDelivered) dead[provider] = (dead[provider] ?? 0) + 1;
    if (canary.kind === "live" && !isDelivered && canary.round < open) missed += 1;
  }
  const proofs = Object.entries(dead).map(([provider, count]) => {
    return [provider, `${count} contacts that cannot receive anything were called delivered`] as const;
  });
  return { missed, fakes: { ...lent.fakes, ...Object.fromEntries(proofs) } };
}
