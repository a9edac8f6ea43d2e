import type {
  AcknowledgeItem,
  AdmittedRow,
  CompiledCampaign,
  Ledger,
  LentCanary,
  RecipientRow,
  StoredVersion,
} from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { rowsOf } from "../base/rows-of.ts";
import { withinBudget } from "../base/within-budget.ts";
import { closingAnswer } from "../dispatch/already-done.ts";
import { toEnrollRows } from "../enroll/enroll-rows.ts";
import { smsText } from "../live/person-messages.ts";
import { canaryKey, canaryName, canaryPlan, lentRow, readCanaries, readCanaryKey } from "./canary-campaign.ts";

const MINUTE_MS = 60_000;
/** Interval between two rounds, while a recipient waits for a first message. */
const EVERY_MS = 15 * MINUTE_MS;
const LOOK_MS = 10_000;
const MOST_ROUNDS = 24;
const PAGE = 1_000;

/** State of a campaign's canaries between two passes. */
export interface CanaryMemory {
  /** The canaries' own campaign. */
  readonly campaign: number;
  /** Rounds sent. */
  readonly rounds: number;
  readonly sentAt: number;
  readonly lookedAt: number;
  /** Why receipts are considered fake, by provider. */
  readonly fakes: Readonly<Record<string, string>>;
  /** Reachable canaries that received nothing between two rounds. */
  readonly missed: number;
}

/** Sends canaries and evaluates them. */
export interface CanaryKeeper {
  /** Sends the next round when due, and evaluates the earlier ones. */
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

/** Only rounds before `open` are judged for missing arrivals. */
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

/** Fewer unseen messages do not count against a provider: a source overlooks one in fifty, and phones break. */
const LEAST_UNSEEN = 3;
const LEAST_NETWORKS = 2;
const LEAST_SHARE = 0.15;

/**
 * Evaluates messages to lent numbers in rounds before `open`. A round of which the source saw nothing proves nothing:
 * the source may be down.
 */
export function judgeLent(
  rows: readonly RecipientRow[],
  open: number,
): { readonly missed: number; readonly fakes: Readonly<Record<string, string>> } {
  const sent = rows.flatMap(({ key, state, lastAttempt }) => {
    const { kind, round = 0, network = "" } = readCanaryKey(key) ?? {};
    if (kind !== "lent" || lastAttempt === undefined || lastAttempt.isCaptured) return [];
    const { provider, evidence } = lastAttempt;
    const isDelivered = evidence === "delivered" || evidence === "engaged";
    return { round, network, provider, isDelivered, isSeen: state === "acknowledged" };
  });
  const heard = new Set(sent.filter(({ isSeen }) => isSeen).map(({ round }) => round));
  const over = sent.filter(({ round }) => round < open && heard.has(round));
  const fakes: Record<string, string> = {};
  for (const [provider, own] of Map.groupBy(over, (one) => one.provider)) {
    const delivered = own.filter(({ isDelivered }) => isDelivered);
    const unseen = delivered.filter(({ isSeen }) => !isSeen);
    const isProof =
      unseen.length >= Math.max(LEAST_UNSEEN, LEAST_SHARE * delivered.length) &&
      new Set(unseen.map(({ network }) => network)).size >= LEAST_NETWORKS;
    if (isProof)
      fakes[provider] =
        `${unseen.length} of ${delivered.length} messages to lent numbers were called delivered, and did not arrive`;
  }
  return { missed: over.filter(({ isSeen }) => !isSeen).length, fakes };
}

/** Timeout of the source, in milliseconds. */
const ANSWER_MS = 5_000;

/** A round of canaries, and their campaign. */
interface LentRound {
  readonly campaign: number;
  readonly version: number;
  readonly tenant: string;
  readonly round: number;
  readonly compiled: CompiledCampaign;
}

/** Talks to the caller's source of test numbers in the background, so that it never delays the watch. */
interface Lender {
  /** Borrows numbers, and sends the round to them. */
  lend(round: LentRound): void;
  /** Asks about the messages of a round; an arrived one acknowledges its canary. */
  ask(campaign: number, rows: readonly RecipientRow[], round: number): void;
}

function createLender(context: EngineContext): Lender {
  const { store, runtime, options, log } = context;
  const { canaries: source } = options;
  /** Campaigns with unanswered questions. */
  const asking = new Set<number>();
  /** The last questions were not all answered; logged once. */
  let isSilent = false;

  function inTime<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const never = new AbortController().signal;
    return withinBudget(runtime, never, { name: "canaries", budgetMs: ANSWER_MS, ask });
  }

  async function lendOne(
    { campaign, compiled, round }: LentRound,
    lent: LentCanary,
    index: number,
  ): Promise<AdmittedRow | undefined> {
    const { network } = lent;
    const number = await inTime(async (signal) => source?.lend(network, { signal })).catch(() => undefined);
    const row = number === undefined ? undefined : lentRow(compiled, lent, number);
    if (row !== undefined) return { ...row, key: canaryKey({ kind: "lent", round, index, network }), steps: 1 };
    log({ level: "warn", event: "canaries.unlent", facts: { campaign, network } });
    return undefined;
  }

  async function lend(round: LentRound, lent: readonly LentCanary[]): Promise<void> {
    const admitted = await Promise.all(lent.map((one, index) => lendOne(round, one, index)));
    const rows = await toEnrollRows(
      context,
      round,
      admitted.filter((row) => row !== undefined),
    );
    const { campaign, version } = round;
    await store.enroll({ campaign, version, importId: `lent:${round.round}`, seq: 0, rows, refused: [] });
  }

  async function seen({ enrollment, lastAttempt }: RecipientRow): Promise<AcknowledgeItem[]> {
    const person = await store.read({ enrollment });
    if (person === undefined) return [];
    const version = await context.versions.get(person.version);
    const message = smsText(context, person, version);
    if (message === undefined) return [];
    const { number, text } = message;
    if ((await inTime(async (signal) => source?.seen(number, text, { signal }))) !== true) return [];
    const answer = closingAnswer(version.stored.plan);
    const how = { method: "event", strength: "event", source: "canaries" } as const;
    return [{ target: { enrollment }, answer, ...how, sourceId: `seen ${lastAttempt?.attemptId}` }];
  }

  async function ask(campaign: number, rows: readonly RecipientRow[]): Promise<void> {
    const answers = await Promise.allSettled(rows.map(seen));
    const items = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    if (items.length > 0) await store.acknowledge(items);
    const unanswered = answers.length - answers.filter(({ status }) => status === "fulfilled").length;
    if (unanswered > 0 && !isSilent)
      log({ level: "warn", event: "canaries.unanswered", facts: { campaign, unanswered } });
    isSilent = unanswered > 0;
  }

  return {
    lend(round) {
      const { lent = [] } = round.compiled.definition.canaries ?? {};
      if (lent.length === 0 || options.delivery !== "live") return; // in other modes nothing arrives
      void lend(round, lent).catch(() => {}); // after a store failure the next round tries again
    },
    ask(campaign, rows, round) {
      if (asking.has(campaign)) return;
      const open = rows.filter(({ key, state, lastAttempt }) => {
        const canary = readCanaryKey(key);
        return canary?.kind === "lent" && canary.round === round && state === "active" && lastAttempt !== undefined;
      });
      if (open.length === 0) return;
      asking.add(campaign);
      void ask(campaign, open)
        .catch(() => {}) // after a store failure they are asked about again
        .finally(() => asking.delete(campaign));
    },
  };
}
