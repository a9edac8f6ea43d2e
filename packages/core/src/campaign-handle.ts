import {
  type AudienceLine,
  type CampaignReport,
  type CompiledCampaign,
  ConfigError,
  type EnrollmentState,
  type Ledger,
  type Person,
  type RecipientRow,
  type ReplyRow,
  type ReportOptions,
  type StoredVersion,
} from "@relance/spec";
import { type TakenBack, takeBack } from "./acknowledge/take-back.ts";
import type { EngineContext } from "./context.ts";
import type { InTransaction } from "./deposit/deposit.ts";
import { enrollLines } from "./enroll/enroll-lines.ts";
import { personKey } from "./enroll/person-key.ts";
import { numbered } from "./enroll/start-campaign.ts";
import type { ProviderState } from "./incidents/provider-state.ts";
import { readProviderStates } from "./incidents/read-provider-states.ts";
import { buildReport } from "./report/build-report.ts";
import { type PauseOptions, pauseCampaign, type ResumeOptions, resumeCampaign } from "./steer-campaign.ts";

/** Rows of one page of a listing. */
const PAGE = 1_000;
/** Most people moved by one store call. */
const MOVE = 1_000;

/** A campaign that lives in the store. */
export interface CampaignHandle {
  readonly id: number;
  /**
   * Adds people to an open audience. Repeats are recognised by key. With `db` they are added once your transaction
   * has committed, and `enrolled` counts them all.
   * @throws {ConfigError} `campaign/invalid` for a closed audience, `campaign/not-running` once the campaign is over,
   * `config/db-unsupported`
   */
  enroll(
    rows: Iterable<unknown> | AsyncIterable<unknown>,
    options?: Partial<InTransaction>,
  ): Promise<{ readonly lines: number; readonly enrolled: number; readonly refused: number }>;
  /** Ends the campaign for these people; what is on the wire settles. */
  withdraw(
    people: readonly { readonly key: string; readonly reason: string }[],
    actor?: string,
  ): Promise<{ readonly withdrawn: number; readonly unknown: readonly string[] }>;
  /**
   * Takes back what was pressed or replied in these people's names, such as by somebody to whom the mail was passed on. They
   * are written to again while the deadline allows. Your own events stay: `acknowledge` with `revoke` takes those back.
   */
  takeBack(
    people: readonly { readonly key: string; readonly reason: string }[],
    actor?: string,
  ): Promise<TakenBack>;
  /** The ledger, with both sums and whether they hold (R15). */
  counts(): Promise<Ledger>;
  /** How each provider of the campaign stands now, and because of whom: watch, operator, or its own account. */
  providers(): Promise<readonly ProviderState[]>;
  /** People, in the order of enrollment; pages are read as you go. */
  recipients(filter?: { readonly state?: EnrollmentState }): AsyncIterable<RecipientRow>;
  /** Everybody who was not reached, with the reason and all contacts (R16). */
  unreached(): AsyncIterable<RecipientRow>;
  /** What people wrote back, oldest first; with `unclear` only what a person must read. */
  replies(filter?: { readonly unclear?: boolean }): AsyncIterable<ReplyRow>;
  /**
   * The campaign's story, from all that the store knows. Reads every event of the campaign once: seconds for a large
   * one, and some forty bytes of memory a person.
   */
  report(options?: ReportOptions): Promise<CampaignReport>;
  /** One person with the whole timeline. */
  recipient(key: string): Promise<Person | undefined>;
  /**
   * Closes the gates, of one provider where it is named; acknowledgements and deadlines go on.
   * @throws {ConfigError} `config/provider-unknown`
   */
  pause(by: PauseOptions): Promise<void>;
  /**
   * Opens the gates again. Only what the operator has closed, unless `override` is said.
   * @throws {ConfigError} `config/provider-unknown`
   */
  resume(by: ResumeOptions): Promise<void>;
  /** Ends the campaign for everybody not acknowledged. */
  cancel(by: { readonly actor: string; readonly reason: string }): Promise<number>;
}

/** @throws {ConfigError} `campaign/unknown` */
export async function campaignHandle(
  context: EngineContext,
  id: number,
  onChange: () => void,
): Promise<CampaignHandle> {
  const { store } = context;

  async function ledger(): Promise<Ledger> {
    const [found] = await store.count(id);
    if (found === undefined) throw new ConfigError("campaign/unknown", `campaign ${id} is not in the store`);
    return found;
  }

  async function* list(filter: {
    state?: EnrollmentState;
    unreached?: boolean;
  }): AsyncIterable<RecipientRow> {
    let cursor: string | undefined;
    do {
      const page = await store.list({ campaign: id, ...filter, cursor, limit: PAGE });
      yield* page.rows;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  async function latestVersion(): Promise<{ stored: StoredVersion; compiled: CompiledCampaign }> {
    const all = await store.versions();
    const stored = all.filter(({ campaign }) => campaign === id).at(-1);
    if (stored === undefined) throw new ConfigError("campaign/unknown", `campaign ${id} is not in the store`);
    return context.versions.get(stored.version);
  }

  async function sweep(
    move: "cancel" | "withdraw",
    keys: readonly string[] | undefined,
    by: { actor: string; reason: string },
  ) {
    let moved = 0;
    const unknown: string[] = [];
    for (;;) {
      const slice = await store.move({ campaign: id, move, keys, ...by });
      moved += slice.moved;
      unknown.push(...slice.unknown);
      if (!slice.more) return { moved, unknown };
    }
  }

  await ledger();
  return {
    id,
    counts: ledger,
    providers: () => readProviderStates(store, id),
    recipients: (filter = {}) => list(filter),
    async *replies({ unclear } = {}) {
      let cursor: string | undefined;
      do {
        const page = await store.replies({ campaign: id, unclear, cursor, limit: PAGE });
        yield* page.rows;
        cursor = page.cursor;
      } while (cursor !== undefined);
    },
    report: (options) => buildReport(context, id, options),
    unreached: () => list({ unreached: true }),
    recipient: (key) => store.read({ campaign: id, key: keyOf(key) }),
    async enroll(rows, { db } = {}) {
      const { stored, compiled } = await latestVersion();
      refuseGrowth(await ledger(), compiled.definition.audience?.mode);
      const source: AsyncIterable<AudienceLine> = numbered(rows);
      const importId = `rows:${context.runtime.id()}`;
      const defined = { campaign: id, version: stored.version };
      const totals = await enrollLines(context, {
        loaded: compiled,
        defined,
        importId,
        source,
        db,
      });
      if (db === undefined) onChange();
      return { lines: totals.lines, enrolled: totals.enrolled, refused: totals.refused };
    },
    async withdraw(people, actor = "application") {
      let withdrawn = 0;
      const unknown: string[] = [];
      for (const [reason, all] of byReason(people)) {
        for (let start = 0; start < all.length; start += MOVE) {
          const answer = await sweep("withdraw", all.slice(start, start + MOVE), { actor, reason });
          withdrawn += answer.moved;
          unknown.push(...answer.unknown);
        }
      }
      onChange();
      return { withdrawn, unknown };
    },
    async takeBack(people, actor = "application") {
      const answer = await takeBack(context, id, people, actor);
      onChange();
      return answer;
    },
    pause: (by) => pauseCampaign(context, id, by),
    async resume(by) {
      await resumeCampaign(context, id, by);
      onChange();
    },
    async cancel(by) {
      const { moved } = await sweep("cancel", undefined, by);
      onChange();
      return moved;
    },
  };
}

/** As the audience was read; what could never have been a key is left as it is, and is then unknown. */
function keyOf(key: string): string {
  return personKey(key) ?? key;
}

function refuseGrowth({ name, state }: Ledger, mode: "open" | "closed" = "closed"): void {
  if (mode !== "open") {
    throw new ConfigError(
      "campaign/invalid",
      `the audience of ${name} is closed: write audience.mode: open to let it grow`,
    );
  }
  if (state === "closed" || state === "cancelling" || state === "cancelled") {
    throw new ConfigError("campaign/not-running", `${name} is ${state}: nobody can be added`);
  }
}

function byReason(
  people: readonly { readonly key: string; readonly reason: string }[],
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { key, reason } of people) {
    const keys = groups.get(reason);
    if (keys === undefined) groups.set(reason, [keyOf(key)]);
    else keys.push(keyOf(key));
  }
  return groups;
}
