import { closingAnswer } from "@relance/rules";
import type { AcknowledgeItem, ClaimedRow } from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { withinBudget } from "../base/patience.ts";
import type { LiveVersion } from "../base/versions.ts";

/** Timeout of a call to the application, in milliseconds. Meanwhile the claim's messages wait. */
const ANSWER_MS = 2_000;
/** After a failed call, messages are sent without another call for this many milliseconds. */
const REST_MS = 10_000;

interface Group {
  readonly version: LiveVersion;
  readonly on: string;
  readonly rows: ClaimedRow[];
}

/** Returns the attempt ids of recipients who are already done, so that they get no message. Never rejects. */
type AlreadyDone = (rows: readonly ClaimedRow[]) => Promise<ReadonlySet<string>>;

/**
 * The application is asked once per claim, and only about campaigns with `confirm.event`. If the application fails or
 * is slow, the messages are sent: an unnecessary reminder does less harm than a missing one.
 */
export function createAlreadyDone(context: EngineContext): AlreadyDone {
  const { runtime, options } = context;
  let restUntil = Number.NEGATIVE_INFINITY;

  async function askGroup({ version, on, rows }: Group): Promise<readonly string[]> {
    const { name, occurrence, tenant } = version.stored;
    const keys = rows.map(({ key }) => key);
    const never = new AbortController().signal;
    const done = await withinBudget(runtime, never, {
      name: "alreadyDone",
      budgetMs: ANSWER_MS,
      ask: async (signal) =>
        new Set(await options.alreadyDone?.(keys, { on, campaign: name, occurrence, tenant, signal })),
    });
    const found = rows.filter(({ key }) => done.has(key));
    if (found.length === 0) return [];
    const answer = closingAnswer(version.stored.plan);
    await context.store.acknowledge(found.map((row) => buildItem(row, on, answer))).catch(() => {
      context.log({ level: "warn", event: "already-done.unrecorded", facts: { people: found.length } });
    }); // nothing was recorded, so the application is asked again before the next message
    return found.map(({ attemptId }) => attemptId);
  }

  async function askSafely(group: Group): Promise<readonly string[]> {
    try {
      return await askGroup(group);
    } catch {
      restUntil = runtime.now() + REST_MS;
      const facts = { campaign: group.version.stored.name, people: group.rows.length };
      context.log({ level: "warn", event: "already-done.unanswered", facts });
      return [];
    }
  }

  return async (rows) => {
    if (runtime.now() < restUntil) return new Set();
    const groups = await groupRows(context, rows);
    const found = await Promise.all(groups.map(askSafely));
    return new Set(found.flat());
  };
}

async function groupRows(context: Needs<"versions">, rows: readonly ClaimedRow[]): Promise<readonly Group[]> {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const version = await context.versions.get(row.version).catch(() => undefined); // rendering reports the error
    const on = version?.stored.plan.on;
    if (version === undefined || on === undefined) continue;
    const name = `${row.campaign} ${on}`;
    const group = groups.get(name) ?? { version, on, rows: [] };
    group.rows.push(row);
    groups.set(name, group);
  }
  return [...groups.values()];
}

/** Returns the acknowledgement of a recipient who is done. As an event, it can be revoked by the application. */
function buildItem({ enrollment, attemptId }: ClaimedRow, on: string, answer: string): AcknowledgeItem {
  return {
    target: { enrollment },
    answer,
    method: "event",
    strength: "event",
    source: `event:${on}`,
    sourceId: `already-done ${attemptId}`,
  };
}
