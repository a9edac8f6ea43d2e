import {
  allRows,
  type Evidence,
  type Ledger,
  type PluginHost,
  type PluginTask,
  type RecipientRow,
} from "@relance/spec";
import { findCanaries } from "./campaign-part.ts";
import { canaryKey, canaryPlan, readCanaries, readCanaryKey } from "./canary-rows.ts";
import { type CanarySource, createLender } from "./lender.ts";

const EVERY_MS = 15 * 60_000;
const MOST_ROUNDS = 24;
const ACTIVE: ReadonlySet<string> = new Set(["running", "held"]);

interface Memory extends CanaryVerdict {
  readonly campaign: number;
  readonly rounds: number;
  readonly sentAt: number;
}

/** Sends the first step to canaries every 15 minutes, and checks whether each message arrived. */
export function canaryRounds(host: PluginHost, source: CanarySource | undefined): PluginTask {
  const lender = createLender(host, source);
  const without = new Set<number>();

  async function sendRound(campaign: number, round: number): Promise<number | undefined> {
    const { plan, compiled } = await host.client.campaign(campaign);
    const canaries = findCanaries(compiled);
    if (canaries === undefined) {
      without.add(campaign);
      return undefined;
    }
    const hidden = await host.client.hide(campaign, canaryPlan(plan));
    const own = readCanaries(compiled, canaries).flatMap(({ kind, index, row }) => {
      return kind === "lent" || row === undefined ? [] : [{ ...row, key: canaryKey({ kind, round, index }), steps: 1 }];
    });
    await host.client.enroll(hidden, `${round}`, own);
    if (host.isLive && canaries.lent !== undefined) {
      const lent = await lender.lend(hidden.campaign, compiled, round, canaries.lent);
      await host.client.enroll(hidden, `lent ${round}`, lent);
    }
    return hidden.campaign;
  }

  async function check(ledger: Ledger, memory: Memory | undefined, now: number): Promise<Memory | undefined> {
    if (without.has(ledger.campaign)) return undefined;
    const isDue = memory === undefined || (now - memory.sentAt >= EVERY_MS && memory.rounds < MOST_ROUNDS);
    let next = memory;
    if (isDue && ledger.state === "running" && ledger.states.pending > 0) {
      const rounds = memory?.rounds ?? 0;
      const campaign = await sendRound(ledger.campaign, rounds);
      if (campaign === undefined) return undefined;
      next = { fakes: {}, missed: 0, ...memory, campaign, rounds: rounds + 1, sentAt: now };
    }
    if (next === undefined) return undefined;
    const { campaign, rounds, sentAt } = next;
    const rows = await Array.fromAsync(allRows((cursor) => host.read.list({ campaign, cursor, limit: 1_000 })));
    const isOpen = now - sentAt < EVERY_MS;
    if (isOpen) await lender.ask(campaign, rows, rounds - 1);
    const verdict = judgeCanaries(rows, isOpen ? rounds - 1 : rounds);
    await report(host, ledger.campaign, next, verdict);
    return { ...next, ...verdict };
  }

  return {
    name: "rounds",
    everyMs: 10_000,
    async run({ memory, now, save }) {
      const before = new Map(JSON.parse(memory ?? "[]") as [number, Memory][]);
      const active = (await host.read.count()).filter(({ state }) => ACTIVE.has(state));
      const turns = await Promise.allSettled(active.map((ledger) => check(ledger, before.get(ledger.campaign), now)));
      const after = active.flatMap(({ campaign }, at): [number, Memory][] => {
        const turn = turns[at];
        const kept = turn?.status === "fulfilled" ? turn.value : before.get(campaign);
        return kept === undefined ? [] : [[campaign, kept]];
      });
      await save(JSON.stringify(after));
      for (const turn of turns) if (turn.status === "rejected") throw turn.reason;
    },
  };
}

/** Opens an incident for each provider that sent fake receipts. Missing messages only get a note: phones may be off. */
async function report(host: PluginHost, campaign: number, before: CanaryVerdict, after: CanaryVerdict): Promise<void> {
  for (const [provider, fact] of Object.entries(after.fakes)) {
    if (before.fakes[provider] !== undefined) continue;
    await host.incident({ campaign, kind: "fake-receipts", provider, destination: "", change: "open", fact });
  }
  const { missed } = after;
  if (missed === before.missed) return;
  const fact = `${missed} messages to your own or rented canary numbers did not arrive within 15 minutes`;
  for (const { kind, provider, destination } of (await host.read.incidents({ campaign, open: true, limit: 100 })).rows)
    await host.incident({ campaign, kind, provider, destination, change: "note", fact });
  host.log({ level: "warn", event: "canaries.missed", facts: { campaign, missed } });
}

const ARRIVED: readonly Evidence[] = ["delivered", "engaged"];

export interface CanaryVerdict {
  readonly fakes: Readonly<Record<string, string>>;
  /** The number of canaries whose message did not arrive before the next round. */
  readonly missed: number;
}

/** Checks the receipts of all rounds. Counts missing messages only before `open`, the round that still runs. */
function judgeCanaries(rows: readonly RecipientRow[], open: number): CanaryVerdict {
  const lent = judgeLent(rows, open);
  const dead: Record<string, number> = {};
  let { missed } = lent;
  for (const { key, lastAttempt } of rows) {
    const canary = readCanaryKey(key);
    if (canary === undefined || lastAttempt === undefined || lastAttempt.isCaptured) continue;
    const { provider, evidence } = lastAttempt;
    const isDelivered = ARRIVED.includes(evidence);
    if (canary.kind === "dead" && isDelivered) dead[provider] = (dead[provider] ?? 0) + 1;
    if (canary.kind === "live" && !isDelivered && canary.round < open) missed += 1;
  }
  const proofs = Object.entries(dead).map(([provider, count]) => {
    return [provider, `${count} contacts that cannot receive messages were reported as delivered`] as const;
  });
  return { missed, fakes: { ...lent.fakes, ...Object.fromEntries(proofs) } };
}

/** Fewer missing messages prove nothing: the source may miss one in fifty, and a rented phone may break. */
const LEAST_UNSEEN = 3;
const LEAST_NETWORKS = 2;
const LEAST_SHARE = 0.15;

/** Compares receipts with arrivals at rented numbers, in rounds before `open`. Skips rounds that the source missed. */
export function judgeLent(rows: readonly RecipientRow[], open: number): CanaryVerdict {
  const sent = rows.flatMap(({ key, state, lastAttempt }) => {
    const { kind, round = 0, network = "" } = readCanaryKey(key) ?? {};
    if (kind !== "lent" || lastAttempt === undefined || lastAttempt.isCaptured) return [];
    const { provider, evidence } = lastAttempt;
    return { round, network, provider, isDelivered: ARRIVED.includes(evidence), isSeen: state === "acknowledged" };
  });
  const seenRounds = new Set(sent.filter(({ isSeen }) => isSeen).map(({ round }) => round));
  const over = sent.filter(({ round }) => round < open && seenRounds.has(round));
  const fakes: Record<string, string> = {};
  for (const [provider, own] of Map.groupBy(over, (one) => one.provider)) {
    const delivered = own.filter(({ isDelivered }) => isDelivered);
    const unseen = delivered.filter(({ isSeen }) => !isSeen);
    const isProof =
      unseen.length >= Math.max(LEAST_UNSEEN, LEAST_SHARE * delivered.length) &&
      new Set(unseen.map(({ network }) => network)).size >= LEAST_NETWORKS;
    if (isProof)
      fakes[provider] =
        `${unseen.length} of ${delivered.length} messages to rented numbers were reported as delivered, but did not arrive`;
  }
  return { missed: over.filter(({ isSeen }) => !isSeen).length, fakes };
}
