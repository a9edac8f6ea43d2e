import { CAMPAIGN_STATES } from "@relance/store-kit";
import { BulkInsert, type ColumnType } from "./bulk-insert.ts";
import { numbers, texts } from "./literals.ts";
import type { Statement } from "./statement.ts";
import type { Work } from "./work.ts";

const CLOSED = CAMPAIGN_STATES.indexOf("closed");
const RUNNING = CAMPAIGN_STATES.indexOf("running");

const REOPEN = `with c as (select id from campaigns where id = any($1::int[]) order by id for update)
  update campaigns set state = ${RUNNING} from c where campaigns.id = c.id and state = ${CLOSED}`;

/** What a transaction writes beside people, attempts, events and counters. */
export class SideWrites {
  readonly #work: Work;
  readonly #inserts = new Map<string, BulkInsert>();
  readonly #closing = new Map<number, { readonly until: number; readonly reason: string }>();
  readonly #reopened = new Set<number>();

  constructor(work: Work) {
    this.#work = work;
  }

  /** Rows for a table, gathered and written with everything else. The columns of a table are always the same. */
  into(table: string, columns: readonly (readonly [string, ColumnType])[]): BulkInsert {
    const known = this.#inserts.get(table);
    if (known !== undefined) return known;
    const insert = new BulkInsert(table, columns);
    this.#inserts.set(table, insert);
    return insert;
  }

  /** Nothing is claimed for this provider before `until`: a hold with a name. */
  closeProvider(provider: number, until: number, reason: string): void {
    const known = this.#closing.get(provider);
    this.#closing.set(provider, { until: Math.max(until, known?.until ?? 0), reason });
  }

  /** A closed campaign in which somebody is open again goes on. */
  reopenCampaign(campaign: number): void {
    this.#reopened.add(campaign);
  }

  /**
   * Takes the campaigns' rows before anything is written: whoever closes a finished campaign holds the same row and
   * counts again, so that nobody is open in a closed campaign.
   */
  async settleCampaigns(): Promise<void> {
    if (this.#reopened.size === 0) return;
    await this.#work.sql.run(REOPEN, numbers([...this.#reopened]));
    this.#reopened.clear();
  }

  write(statement: Statement): void {
    for (const insert of this.#inserts.values()) insert.write(statement);
    if (this.#closing.size === 0) return;
    const closing = [...this.#closing].sort(([a], [b]) => a - b);
    this.#closing.clear();
    const providers = statement.bind(numbers(closing.map(([provider]) => provider)));
    const untils = statement.bind(numbers(closing.map(([, { until }]) => until)));
    const reasons = statement.bind(texts(closing.map(([, { reason }]) => reason)));
    statement.part(`insert into providers as p (provider, closed_until, reason)
      select * from unnest(${providers}::int[], ${untils}::bigint[], ${reasons}::text[])
      on conflict (provider) do update set closed_until = greatest(p.closed_until, excluded.closed_until),
      reason = excluded.reason`);
  }
}
