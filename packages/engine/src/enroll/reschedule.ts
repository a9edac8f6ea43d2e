import {
  type Actor,
  type AdmittedRow,
  type CompiledCampaign,
  ConfigError,
  type MessageErrorCode,
  type Refusal,
  type RescheduleInput,
  type RescheduleStatus,
} from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { deposit, type InTransaction } from "../deposit/deposit.ts";
import type { Checked, Growing, LeftOut } from "./enroll-more.ts";
import { toEnrollRows } from "./enroll-rows.ts";
import { numbered } from "./start-campaign.ts";

const ROWS = 1_000;

export interface Rescheduled extends Pick<Checked, "refusals" | "dropped"> {
  /** Number of replaced rows. With `db`, only enrolled recipients' rows are replaced, after the commit. */
  readonly rescheduled: number;
}

const REFUSED: Readonly<Partial<Record<RescheduleStatus, readonly [MessageErrorCode, string]>>> = {
  unknown: ["message/unknown-recipient", "enroll this recipient first"],
  done: [
    "message/not-moved",
    "nothing is left to send: the recipient answered, was removed, or got every step; use another key",
  ],
  past: ["message/bad-time", "write a deadline in the future"],
  unusable: ["message/bad-row", "write keys, locales and time zones as plain text of at most 500 characters"],
};

interface Known {
  readonly line: number;
  readonly row: AdmittedRow;
}

export async function reschedulePeople(
  context: EngineContext,
  { stored, compiled, ledger }: Growing,
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  { db, actor, reason }: Actor & Partial<InTransaction>,
): Promise<Rescheduled> {
  const { campaign, version } = stored;
  const { tenant } = ledger;
  if (ledger.state === "cancelling" || ledger.state === "cancelled") throw over();
  const refusals: Refusal[] = [];
  const dropped: LeftOut[] = [];
  let rescheduled = 0;
  const write = async (some: readonly Known[]) => {
    const replacing = some.map(({ row }) => row);
    const enrollRows = await toEnrollRows(context, { campaign, tenant }, replacing);
    const input = { campaign, version, rows: enrollRows, actor, reason };
    const statuses = await ask(context, { ...input, isTrial: db !== undefined });
    const refusedAt = (place: number) => {
      const status = statuses[place] ?? "same";
      // until the commit, the store does not know recipients whom this transaction enrolls
      return db !== undefined && status === "unknown" ? undefined : REFUSED[status];
    };
    some.forEach(({ line, row }, place) => {
      const refused = refusedAt(place);
      if (refused === undefined) rescheduled += 1;
      else refusals.push({ line, key: row.key, reason: refused[0], advice: refused[1] });
    });
    const kept = enrollRows.filter((_, place) => refusedAt(place) === undefined);
    if (db !== undefined && kept.length > 0)
      await deposit(context, db, [{ verb: "reschedule", tenant, input: { ...input, rows: kept } }]);
  };
  let some: Known[] = [];
  for await (const one of admitted(compiled, rows, { refusals, dropped })) {
    some.push(one);
    if (some.length < ROWS) continue;
    await write(some);
    some = [];
  }
  if (some.length > 0) await write(some);
  return { rescheduled, refusals: refusals.sort((a, b) => a.line - b.line), dropped };
}

async function* admitted(
  compiled: CompiledCampaign,
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  { refusals, dropped }: { readonly refusals: Refusal[]; readonly dropped: LeftOut[] },
): AsyncIterable<Known> {
  for await (const { raw, line } of numbered(rows)) {
    const { row, refused, dropped: unusable = [] } = compiled.admit(raw, line);
    if (row !== undefined) {
      dropped.push(...unusable.map((contact) => ({ line, key: row.key, ...contact })));
      yield { line, row };
    } else refusals.push({ line, key: refused.key, reason: refused.reason, advice: refused.advice });
  }
}

async function ask({ store }: Needs<"store">, input: RescheduleInput): Promise<readonly RescheduleStatus[]> {
  const { statuses, refused } = await store.reschedule(input);
  if (refused === "unknown")
    throw new ConfigError("campaign/unknown", `campaign ${input.campaign} is not in the store`);
  if (refused === "over") throw over();
  return statuses;
}

function over(): ConfigError {
  return new ConfigError("campaign/not-running", "the campaign is cancelled");
}
