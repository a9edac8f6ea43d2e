import { concerns } from "@relance/rules";
import { type Channel, channelNumbered, DOUBTFUL_STOP, isChannel, OPTED_OUT, type SuppressInput } from "@relance/spec";
import { channelNumber } from "./contacts.ts";
import { isStorable } from "./inbox-facts.ts";
import { pluck, type Sql, splitColumns } from "./sql.ts";
import type { VersionFacts } from "./versions.ts";

interface Entry extends SuppressionRule {
  readonly id: number;
  readonly until: number | null;
  readonly isRemoved: boolean;
}

export const RULES = `select id, tenant, channel, digest, purpose, reason, actor, expires_at as until from suppressions
  where digest = any($1::text[]) and removed_at is null`;
const HELD = `${RULES} order by id for update`;

const COLUMNS = splitColumns(`tenant text, channel smallint, digest text, purpose text, reason text, actor text,
  created_at bigint, expires_at bigint`);

const CHANGE = `update suppressions as s set expires_at = u.until, removed_at = u.removed
  from unnest($1::bigint[], $2::bigint[], $3::bigint[]) u (id, until, removed) where s.id = u.id`;

export class RuleBook {
  readonly #sql: Sql;
  readonly #now: number;
  /** The loaded contacts, each with true if it is also locked. */
  readonly #asked = new Map<string, boolean>();
  readonly #entries = new Map<string, Map<string, Entry>>();
  readonly #changed = new Set<Entry>();
  readonly #removed: Entry[] = [];

  constructor(sql: Sql, now: number) {
    this.#sql = sql;
    this.#now = now;
  }

  async need(mode: "to read" | "to change", digests: Iterable<string>): Promise<void> {
    const holds = mode === "to change";
    const isMissing = (digest: string) => digest !== "" && !(holds ? this.#asked.get(digest) : this.#asked.has(digest));
    const missing = [...new Set(digests)].filter(isMissing);
    if (missing.length === 0) return;
    for (const digest of missing) {
      this.#asked.set(digest, holds);
      this.#entries.delete(digest);
    }
    const rows = await this.#sql.all<Omit<Entry, "channel"> & { channel: number }>(holds ? HELD : RULES, missing);
    for (const row of rows) this.#keep({ ...row, channel: channelNumbered(row.channel), isRemoved: false });
  }

  #keep(entry: Entry): void {
    const own = this.#entries.get(entry.digest) ?? new Map<string, Entry>();
    this.#entries.set(entry.digest, own.set(ruleKey(entry), entry));
  }

  /** Adds or extends a suppression. Returns true unless an equal suppression was already in force. */
  add(rule: SuppressionRule): boolean {
    const known = this.#entries.get(rule.digest)?.get(ruleKey(rule));
    const until = rule.expiresAt ?? null;
    if (known?.until === null) return false;
    if (rule.reason === OPTED_OUT && rule.purpose === "") this.remove(rule, { reason: DOUBTFUL_STOP });
    const longer = until === null ? null : Math.max(until, known?.until ?? until);
    const entry = { ...(known ?? { ...rule, id: 0, isRemoved: false }), until: longer };
    if (known !== undefined) this.#changed.delete(known);
    this.#changed.add(entry);
    this.#keep(entry);
    return known === undefined || known.until === null || known.until <= this.#now;
  }

  tenantsOf({ channel, digest }: Pick<SuppressionRule, "channel" | "digest">, reason: string): string[] {
    const own = [...(this.#entries.get(digest)?.values() ?? [])];
    return own.filter((one) => one.channel === channel && one.reason === reason).map(({ tenant }) => tenant);
  }

  remove(
    { tenant, channel, digest }: Pick<SuppressionRule, "tenant" | "channel" | "digest">,
    { reason, purpose }: { readonly reason?: string | undefined; readonly purpose?: string | undefined },
  ): number {
    let removed = 0;
    for (const [name, entry] of this.#entries.get(digest) ?? []) {
      if (entry.tenant !== tenant || entry.channel !== channel) continue;
      if (reason !== undefined && entry.reason !== reason) continue;
      if (purpose !== undefined && entry.purpose !== purpose) continue;
      this.#entries.get(digest)?.delete(name);
      this.#changed.delete(entry);
      if (entry.id !== 0) this.#removed.push({ ...entry, isRemoved: true });
      removed += 1;
    }
    return removed;
  }

  forbids({ tenant }: Pick<VersionFacts, "tenant">, channel: Channel, digest: string): boolean {
    const own = this.#entries.get(digest);
    if (own === undefined) return false;
    const isInForce = ({ until }: Entry) => until === null || until > this.#now;
    return [...own.values()].some(
      (one) => one.tenant === tenant && one.channel === channel && concerns(one.purpose) && isInForce(one),
    );
  }

  /** Writes removals first, so that a new suppression can replace a removed one. */
  async save(): Promise<void> {
    const changed = [...this.#changed];
    const fresh = changed.filter(({ id }) => id === 0);
    const known = [...this.#removed, ...changed.filter(({ id }) => id !== 0)];
    const removed = known.map(({ isRemoved }) => (isRemoved ? this.#now : null));
    if (known.length > 0) await this.#sql.run(CHANGE, pluck(known, "id"), pluck(known, "until"), removed);
    if (fresh.length > 0) await this.#insert(fresh);
    this.#changed.clear();
    this.#removed.length = 0;
  }

  async #insert(entries: readonly Entry[]): Promise<void> {
    const rows = entries.map(({ tenant, channel, digest, purpose, reason, actor, until }) => {
      return [tenant, channelNumber(channel), digest, purpose, reason, actor, this.#now, until];
    });
    await this.#sql.insert("suppressions", COLUMNS, rows, "on conflict do nothing");
    for (const { digest } of entries) this.#asked.delete(digest); // the next use loads these contacts again
  }
}

function ruleKey({ tenant, channel, digest, purpose, reason }: SuppressionRule): string {
  return JSON.stringify([digest, channel, tenant, purpose, reason]);
}

const MAX_NAME = 255;

export interface SuppressionRule extends Omit<SuppressInput, "remove"> {
  readonly purpose: string;
}

/** Returns why a suppression is refused, or `undefined`. The call still stores its other suppressions. */
export function refusedRule(rule: SuppressInput, now: number): string | undefined {
  const { tenant, channel, digest, purpose, reason, actor, expiresAt } = rule;
  const isText = [tenant, digest, purpose, reason, actor].every((text) => isStorable(text, MAX_NAME));
  if (!isText || digest === "" || !isChannel(channel)) return "message/bad-text";
  const isOver = expiresAt !== undefined && !(Number.isFinite(expiresAt) && expiresAt > now);
  return isOver ? "message/bad-time" : undefined;
}
