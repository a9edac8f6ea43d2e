import { purposeOf } from "@relance/rules";
import { type By, type Channel, channelNumbered, isChannel, type SuppressInput } from "@relance/spec";
import type { VersionFacts } from "../campaigns/versions.ts";
import { isStorable } from "../inbox/inbox-facts.ts";
import { channelNumber } from "../people/contacts.ts";
import { columnsOf, listOf } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

interface Entry extends SuppressionRule {
  /** 0 = written by this transaction. */
  readonly id: number;
  readonly until: number | null;
  readonly isLifted: boolean;
}

const KNOWN = `select id, tenant, channel, digest, purpose, reason, actor, expires_at as until from suppressions
  where digest = any($1::text[]) and lifted_at is null order by id for update`;

const COLUMNS = columnsOf(`tenant text, channel smallint, digest text, purpose text, reason text, actor text,
  created_at bigint, expires_at bigint`);

const CHANGE = `update suppressions as s set expires_at = u.until, lifted_at = u.lifted
  from unnest($1::bigint[], $2::bigint[], $3::bigint[]) u (id, until, lifted) where s.id = u.id`;

/** Rules about the contacts of one transaction: read and held once, changed in memory, written at the end. */
export class RuleBook {
  readonly #work: Work;
  readonly #asked = new Set<string>();
  readonly #changed = new Set<string>();
  readonly #lifted: Entry[] = [];
  readonly #entries = new Map<string, Entry>();

  constructor(work: Work) {
    this.#work = work;
  }

  /** Makes sure that everything about these contacts is known, and holds it. */
  async need(digests: Iterable<string>): Promise<void> {
    const missing = [...new Set(digests)].filter((digest) => digest !== "" && !this.#asked.has(digest));
    if (missing.length === 0) return;
    for (const digest of missing) this.#asked.add(digest);
    const rows = await this.#work.sql.all<Omit<Entry, "channel"> & { channel: number }>(KNOWN, missing);
    for (const row of rows) {
      const entry = { ...row, channel: channelNumbered(row.channel), isLifted: false };
      this.#entries.set(nameOf(entry), entry);
    }
  }

  /** Adds a rule, or prolongs the one that is there. True when it was not in force. */
  add(rule: SuppressionRule): boolean {
    const { now } = this.#work;
    const name = nameOf(rule);
    const known = this.#entries.get(name);
    const until = rule.expiresAt ?? null;
    if (known === undefined) {
      this.#entries.set(name, { ...rule, id: 0, until, isLifted: false });
      this.#changed.add(name);
      return true;
    }
    if (known.until === null) return false;
    this.#entries.set(name, { ...known, until: until === null ? null : Math.max(until, known.until) });
    this.#changed.add(name);
    return known.until <= now;
  }

  /** Takes rules about a contact back: all, or those of one reason or purpose. Answers how many. */
  lift(
    { tenant, channel, digest }: Pick<SuppressionRule, "tenant" | "channel" | "digest">,
    { reason, purpose }: { readonly reason?: string | undefined; readonly purpose?: string | undefined },
  ): number {
    let lifted = 0;
    for (const [name, entry] of this.#entries) {
      if (entry.digest !== digest || entry.tenant !== tenant || entry.channel !== channel) continue;
      if (reason !== undefined && entry.reason !== reason) continue;
      if (purpose !== undefined && entry.purpose !== purpose) continue;
      this.#entries.delete(name);
      this.#changed.delete(name);
      if (entry.id !== 0) this.#lifted.push({ ...entry, isLifted: true });
      lifted += 1;
    }
    return lifted;
  }

  /** A rule forbids sending to this contact now, for messages of this campaign. */
  forbids({ tenant, plan }: Pick<VersionFacts, "tenant" | "plan">, channel: Channel, digest: string): boolean {
    const purposes = ["", purposeOf(plan)];
    for (const entry of this.#entries.values()) {
      if (entry.digest !== digest || entry.tenant !== tenant || entry.channel !== channel) continue;
      if (!purposes.includes(entry.purpose)) continue;
      if (entry.until === null || entry.until > this.#work.now) return true;
    }
    return false;
  }

  /** Writes what changed: lifted rules first, so that a new one may take their place. */
  async save(): Promise<void> {
    const changed = [...this.#changed].flatMap((name) => this.#entries.get(name) ?? []);
    await this.#update([...this.#lifted, ...changed.filter(({ id }) => id !== 0)]);
    await this.#insert(changed.filter(({ id }) => id === 0));
    this.#changed.clear();
    this.#lifted.length = 0;
  }

  async #update(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#work.sql.run(
      CHANGE,
      listOf(entries, "id"),
      listOf(entries, "until"),
      entries.map(({ isLifted }) => (isLifted ? this.#work.now : null)),
    );
  }

  async #insert(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const rows = entries.map(({ tenant, channel, digest, purpose, reason, actor, until }) => {
      return [tenant, channelNumber(channel), digest, purpose, reason, actor, this.#work.now, until];
    });
    await this.#work.sql.insert("suppressions", COLUMNS, rows, "on conflict do nothing");
  }
}

function nameOf({ tenant, channel, digest, purpose, reason }: SuppressionRule): string {
  return JSON.stringify([digest, channel, tenant, purpose, reason]);
}

/** Longest name of a contact, a tenant, a purpose, a reason or an actor. */
const MAX_NAME = 255;

/** A contact that must not be written to. */
export interface SuppressionRule extends By {
  readonly tenant: string;
  readonly channel: Channel;
  readonly digest: string;
  /** `""` = every purpose. */
  readonly purpose: string;
  readonly expiresAt?: number | undefined;
}

/** Why a rule cannot be kept: one that cannot stops none of the others. */
export function refusedRule(rule: SuppressInput, now: number): string | undefined {
  const { tenant, channel, digest, purpose, reason, actor, expiresAt } = rule;
  const isText = [tenant, digest, purpose, reason, actor].every((text) => isStorable(text, MAX_NAME));
  if (!isText || digest === "" || !isChannel(channel)) return "message/bad-text";
  const isOver = expiresAt !== undefined && !(Number.isFinite(expiresAt) && expiresAt > now);
  return isOver ? "message/bad-deadline" : undefined;
}
