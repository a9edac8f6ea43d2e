import { channelBits, concerns, isOpen, noChange, optIn, optOut, readmit } from "@relance/rules";
import type { Channel, Contact } from "@relance/spec";
import { contactBits, readContacts } from "../rows/contacts.ts";
import type { HotRow } from "../rows/hot-row.ts";
import type { RuleBook, SuppressionRule } from "../rows/rule-book.ts";
import { pluck, type StoredRow } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";
import { isClockStepping } from "./clock-step.ts";
import { findCandidates } from "./contact-hashes.ts";

export function suppressDigest(
  { work, holders, rules }: InboundBatch,
  rule: SuppressionRule,
): { readonly isNew: boolean; readonly people: number } {
  const isNew = rules.add(rule);
  let people = 0;
  for (const { bit, row } of holders.of(rule.digest, rule.tenant, rule.channel)) {
    const { plan } = work.version(row);
    if (!concerns(rule.purpose)) continue;
    if (isOpen(row)) people += 1;
    const change = optOut(row, plan, bit, work.now);
    work.save(row, change);
  }
  return { isNew, people };
}

/** Removes the suppressions of a contact, and resumes recipients whose steps ended only because of them. */
export function removeDigest(
  { work, holders, rules }: InboundBatch,
  { tenant, channel, digest }: Pick<SuppressionRule, "tenant" | "channel" | "digest">,
  only: { readonly reason?: string | undefined; readonly purpose?: string | undefined } = {},
): { readonly isRemoved: boolean; readonly people: number } {
  if (rules.remove({ tenant, channel, digest }, only) === 0) return { isRemoved: false, people: 0 };
  let people = 0;
  for (const { bit, row } of holders.of(digest, tenant, channel)) {
    if (rules.forbids(work.version(row), channel, digest)) continue; // another suppression remains
    const wasOpen = isOpen(row);
    if (only.reason === undefined) {
      optIn(row, bit);
      work.save(row, noChange());
    } else work.save(row, readmit(row, work.version(row).plan, bit, work.now));
    if (!isOpen(row)) continue;
    people += 1;
    if (!wasOpen) work.health.reopenCampaign(row.campaign);
  }
  return { isRemoved: true, people };
}

interface Holder {
  readonly bit: number;
  readonly row: HotRow;
}

/** Finds the recipients of contacts. Rows are locked before contacts are read. */
class Holders {
  readonly #work: Work;
  readonly #people: Awaited<ReturnType<typeof readContacts>> = new Map();
  readonly #candidates = new Map<string, readonly number[]>();

  constructor(work: Work) {
    this.#work = work;
  }

  async need(digests: Iterable<string>, waits: boolean): Promise<void> {
    const missing = [...new Set(digests)].filter((digest) => digest !== "" && !this.#candidates.has(digest));
    for (const [digest, ids] of await findCandidates(this.#work.sql, missing)) this.#candidates.set(digest, ids);
    const ids = missing.flatMap((digest) => this.#candidates.get(digest) ?? []);
    await this.needPeople(await this.#work.rows.lock(ids, { skipLocked: !waits }));
  }

  areHeld(digest: string): boolean {
    return (this.#candidates.get(digest) ?? []).every((id) => this.#work.rows.get(id) !== undefined);
  }

  async needPeople(rows: readonly HotRow[]): Promise<void> {
    const ids = pluck(rows, "id").filter((id) => !this.#people.has(id));
    for (const [id, person] of await readContacts(this.#work.sql, ids)) this.#people.set(id, person);
  }

  of(digest: string, tenant?: string, channel?: Channel): Holder[] {
    const wanted = channel === undefined ? -1 : channelBits(channel);
    return (this.#candidates.get(digest) ?? []).flatMap((id) => {
      const row = this.#work.rows.get(id);
      if (row === undefined || (tenant !== undefined && this.#work.version(row).tenant !== tenant)) return [];
      const bit = wanted & this.bitOf(row, digest);
      return bit === 0 ? [] : [{ bit, row }];
    });
  }

  bitOf({ id }: HotRow, digest: string): number {
    const person = this.#people.get(id);
    if (person === undefined || digest === "") return 0;
    const bits = contactBits(person.contacts);
    return person.digests.reduce((all, own, place) => (own === digest ? all | (bits[place] ?? 0) : all), 0);
  }

  digestOf({ id }: HotRow, place: (contacts: readonly Contact[]) => number): string | undefined {
    const person = this.#people.get(id);
    return person?.digests[place(person.contacts)];
  }
}

const ALL = "select '' union select tenant from campaigns";
const SENDERS = `select distinct w.text as provider, c.tenant from strings w join queues l on w.id in (l.provider, l.planned)
  join campaigns c on c.id = l.campaign where w.text = any($1::text[])`;

const LAST = `select enrollment, status, max(received_at) as at from replies
  where enrollment = any($1::bigint[]) and is_told = 1 group by enrollment, status`;

export class InboundBatch {
  readonly work: Work;
  readonly holders: Holders;
  readonly rules: RuleBook;
  readonly #tenants = new Map<string, Set<string>>();
  #allTenants: readonly string[] | undefined;
  readonly #told = new Map<string, number>();
  #ackIds: number[] = [];

  constructor(work: Work) {
    this.work = work;
    this.holders = new Holders(work);
    this.rules = work.rules;
  }

  /** Loads the suppressions of these contacts, then locks their recipients, always in this order. */
  async need(digests: readonly string[], waits = true): Promise<void> {
    await this.rules.need("to change", digests);
    await this.holders.need(digests, waits);
  }

  async needTenants(providers: readonly string[]): Promise<void> {
    for (const provider of providers) this.#tenants.set(provider, new Set());
    const senders = await this.work.sql.all<StoredRow<never, "provider" | "tenant">>(SENDERS, providers);
    for (const { provider, tenant } of senders) this.#tenants.get(provider)?.add(tenant);
    this.#allTenants ??= (await this.work.sql.rows(ALL)).map(([tenant]) => String(tenant));
  }

  /**
   * Returns the tenants to which a STOP applies: those whose recipients have the contact, and those that send through
   * the provider, because the recipient sees one sender. If no tenant matches, a STOP applies to all tenants.
   */
  tenantsOf(provider: string, digest: string): readonly string[] {
    const senders = this.#tenants.get(provider);
    if (senders === undefined || this.#allTenants === undefined) throw new Error("the tenants were not loaded");
    const owners = this.holders.of(digest).map(({ row }) => this.work.version(row).tenant);
    const tenants = [...new Set([...owners, ...senders])];
    return tenants.length > 0 ? tenants : this.#allTenants;
  }

  async needTold(enrollments: readonly number[]): Promise<void> {
    if (enrollments.length === 0) return;
    const last = await this.work.sql.all<StoredRow<"enrollment" | "status" | "at">>(LAST, enrollments);
    for (const { enrollment, status, at } of last) this.#told.set(`${enrollment} ${status}`, at);
  }

  lastTold(enrollment: number, status: number): number | undefined {
    return this.#told.get(`${enrollment} ${status}`);
  }

  tell(enrollment: number, status: number): void {
    this.#told.set(`${enrollment} ${status}`, this.work.now);
  }

  async needAckIds(count: number): Promise<void> {
    if (count === 0) return;
    if (!this.work.context.beats.hasBeat) await isClockStepping(this.work); // another process may know of a clock jump
    this.#ackIds.push(...(await this.work.context.ids.take(this.work.sql, "acknowledgement_ids", count)));
  }

  nextAckId(): number {
    const id = this.#ackIds.shift();
    if (id === undefined) throw new Error("more acknowledgements were written than were reserved");
    return id;
  }
}
