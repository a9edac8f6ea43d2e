import { countsSince } from "@relance/rules";
import type { AcknowledgeAnswer, AcknowledgeItem, AcknowledgeTarget } from "@relance/spec";
import type { HotRow } from "./hot-row.ts";
import { isStorable, MAX_ID } from "./inbox-facts.ts";
import { pluck, type Sql } from "./sql.ts";
import { CAMPAIGN_STATES, type Versions } from "./versions.ts";

const refused = (code: string): AcknowledgeAnswer => ({ status: "refused", code, enrollments: [] });

/** The answer for an item that the database cannot store unchanged. */
export const BAD_ANSWER: AcknowledgeAnswer = refused("message/bad-text");
export const FORGOTTEN_ANSWER: AcknowledgeAnswer = refused("message/forgotten");
export const UNKNOWN_RECIPIENT: AcknowledgeAnswer = refused("message/unknown-recipient");

export function isUsableAnswer({ target, source, sourceId, occurredAt, via }: AcknowledgeItem): boolean {
  const key = "key" in target ? target.key : undefined;
  const isInstant = occurredAt === undefined || Number.isFinite(occurredAt);
  return isInstant && [key, source, sourceId, via].every((text) => isStorable(text, MAX_ID));
}

/** Returns when an event happened, which decides whether it is late; absent if the time of receipt decides. */
export function happenedAt({ method, occurredAt }: AcknowledgeItem, now: number): number | undefined {
  return method === "event" ? Math.trunc(occurredAt ?? now) : undefined;
}

/** True if the item may concern a later enrollment: it matches none, is late for every one, or revokes an event. */
export function isAboutMore(item: AcknowledgeItem, rows: readonly HotRow[], now: number): boolean {
  const at = happenedAt(item, now);
  if (rows.length === 0) return true;
  return at !== undefined && (item.revoke === true || rows.every(({ deadline }) => at > deadline));
}

interface Candidate {
  readonly key: string;
  readonly tenant: string;
  readonly id: number;
  readonly version: number;
  readonly campaignState: number;
  readonly state: number;
}

const SELECT = `select p.key, c.tenant, e.id, e.version, c.state as "campaignState", e.state from people p
  join campaigns c on c.id = p.campaign join enrollments e on e.id = p.id`;
const BY_KEY = `${SELECT} where p.key = any($1::text[]) order by e.id`;
const BY_ID = `${SELECT} where p.id = any($1::bigint[])`;

const CLOSED = CAMPAIGN_STATES.indexOf("closed");

export class Targets {
  readonly #versions: Versions;
  #byKey: ReadonlyMap<string, readonly Candidate[]> = new Map();
  readonly #byId = new Map<number, Candidate>();

  constructor(versions: Versions) {
    this.#versions = versions;
  }

  async need(sql: Sql, targets: readonly AcknowledgeTarget[]): Promise<void> {
    const keys = [...new Set(targets.flatMap((target) => ("key" in target ? target.key : [])))];
    const ids = [...new Set(targets.flatMap((target) => ("enrollment" in target ? target.enrollment : [])))];
    const named = keys.length === 0 ? [] : await sql.all<Candidate>(BY_KEY, keys);
    const numbered = ids.length === 0 ? [] : await sql.all<Candidate>(BY_ID, ids);
    for (const one of numbered) this.#byId.set(one.id, one);
    this.#byKey = Map.groupBy(named, ({ key }) => key);
    await this.#versions.need(sql, pluck([...named, ...numbered], "version"));
  }

  /**
   * Returns the enrollments that an acknowledgement concerns. A key means every enrollment of the recipient with this
   * event. Closed campaigns count only if no other campaign matches. Campaigns with a later `since` never count.
   */
  of(target: AcknowledgeTarget, happenedAt: number = Number.POSITIVE_INFINITY): readonly Candidate[] {
    if ("enrollment" in target) {
      const one = this.#byId.get(target.enrollment);
      return one === undefined ? [] : [one];
    }
    const { key, tenant, on } = target;
    const all = (this.#byKey.get(key) ?? []).filter((one) => {
      const facts = this.#versions.get(one.version);
      const isAbout = one.tenant === tenant && (on === undefined || facts.plan.on === on);
      return isAbout && happenedAt >= countsSince(facts.plan, facts.definedAt);
    });
    const live = all.filter(({ campaignState }) => campaignState !== CLOSED);
    return live.length > 0 ? live : all;
  }
}
