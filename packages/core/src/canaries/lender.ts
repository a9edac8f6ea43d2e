import type { AcknowledgeItem, AdmittedRow, CompiledCampaign, LentCanary, RecipientRow } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { closingAnswer } from "../dispatch/already-done.ts";
import { toEnrollRows } from "../enroll/enroll-lines.ts";
import { smsText } from "../live/person-messages.ts";
import { withinBudget } from "../record/within-budget.ts";
import { canaryKey, lentRow, readCanaryKey } from "./canary-campaign.ts";

/** How long the source may take with one answer, in milliseconds. */
const ANSWER_MS = 5_000;

/** A round of canaries, and their campaign. */
interface LentRound {
  readonly campaign: number;
  readonly version: number;
  readonly tenant: string;
  readonly round: number;
  readonly compiled: CompiledCampaign;
}

/** Talks with the caller's source of test numbers beside the looks of the watch: none of its answers holds one up. */
export interface Lender {
  /** Has numbers lent, and writes to them with the round. */
  lend(round: LentRound): void;
  /** Asks about the messages of a round; one that has arrived acknowledges its canary. */
  ask(campaign: number, rows: readonly RecipientRow[], round: number): void;
}

export function createLender(context: EngineContext): Lender {
  const { store, runtime, options, log } = context;
  const { canaries: source } = options;
  /** Campaigns whose questions are not answered yet. */
  const asking = new Set<number>();
  /** The last questions were not all answered: that is said once. */
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
      if (lent.length === 0 || options.delivery !== "live") return; // elsewhere nothing would arrive
      void lend(round, lent).catch(() => {}); // the store was away: the next round lends again
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
        .catch(() => {}) // the store was away: they are asked about again
        .finally(() => asking.delete(campaign));
    },
  };
}
