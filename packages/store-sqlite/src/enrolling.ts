import { isOpen, PHASE, place } from "@relance/rules";
import type { EnrollRow, EnrollStatus } from "@relance/spec";
import { takeEarly } from "./acknowledging.ts";
import { contactBits } from "./contacts.ts";
import { LOOKUP } from "./lookups.ts";
import { type HotRow, insertHot, readHot } from "./row.ts";
import { numberAt } from "./sql.ts";
import { isSuppressed } from "./suppressions.ts";
import type { VersionFacts } from "./versions.ts";
import { before, type Work } from "./work.ts";

const INSERT_PERSON = `insert into people (id, campaign, key, import, line, contacts, digests, variables, locale, timezone)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`;

const FIND_PERSON = "select id, import, digests from people where key = ? and campaign = ?";

const CHANGE_PERSON = `update people set import = ?, line = ?, contacts = ?, digests = ?, variables = ?, locale = ?,
  timezone = ? where id = ?`;

interface Source {
  readonly id: number;
  readonly startedAt: number;
}

/** Puts the rows of one chunk into the store. */
export class Enrolling {
  readonly #work: Work;
  readonly #facts: VersionFacts;
  readonly #source: Source;
  readonly #hasEarly: boolean;
  #last: number;

  constructor(work: Work, facts: VersionFacts, source: Source) {
    this.#work = work;
    this.#facts = facts;
    this.#source = source;
    this.#last = numberAt(work.sql.row("select coalesce(max(id), 0) from enrollments") ?? [0], 0);
    this.#hasEarly =
      work.sql.row("select 1 from acknowledgements where enrollment = 0 limit 1") !== undefined;
  }

  add(row: EnrollRow): { readonly status: EnrollStatus; readonly enrollment: number } {
    const { sql } = this.#work;
    const id = this.#last + 1;
    const { campaign } = this.#facts;
    const digests = row.digests.join(" ");
    const isNew = sql.run(
      INSERT_PERSON,
      id,
      campaign,
      row.key,
      this.#source.id,
      row.line,
      JSON.stringify(row.contacts),
      digests,
      JSON.stringify(row.variables),
      row.locale ?? null,
      row.timezone ?? null,
    );
    if (isNew === 0) return this.#meetAgain(row, digests);
    this.#last = id;
    this.#place(id, row);
    return { status: "new", enrollment: id };
  }

  #place(id: number, row: EnrollRow): void {
    const work = this.#work;
    const { campaign, version, plan, lanes } = this.#facts;
    const bits = contactBits(row.contacts);
    const deadline = Math.floor("at" in row.deadline ? row.deadline.at : work.now + row.deadline.afterMs);
    let has = 0;
    for (const bit of bits) has |= bit;
    const optedOut = work.hasSuppressions ? this.#suppressed(row, bits) : 0;
    const { row: placed, change } = place({ has, optedOut, steps: row.steps, deadline }, plan, work.now);
    const hot: HotRow = {
      id,
      campaign,
      version,
      lane: lanes[placed.step]?.[placed.position] ?? 0,
      ord: row.ord,
      ver: 0,
      code: 0,
      lastAttempt: 0,
      lastEvent: 0,
      lastAck: 0,
      ...placed,
    };
    // one due time for the whole import: the order of sending is then `ord`, not the order of the file
    if (hot.phase === PHASE.ready && hot.dueAt === work.now) hot.dueAt = this.#source.startedAt;
    for (const { kind, cause } of change.events) work.event(hot, kind, cause);
    insertHot(work.sql, hot);
    work.counted(hot);
    this.#index(id, row.digests);
    if (this.#hasEarly) takeEarly(work, hot, this.#facts, row.key);
  }

  #suppressed(row: EnrollRow, bits: readonly number[]): number {
    let optedOut = 0;
    row.contacts.forEach(({ channel }, index) => {
      const digest = row.digests[index];
      if (digest !== undefined && isSuppressed(this.#work, this.#facts.tenant, channel, digest))
        optedOut |= bits[index] ?? 0;
    });
    return optedOut;
  }

  #index(id: number, digests: readonly string[]): void {
    for (const digest of digests) this.#work.context.lookups.add(LOOKUP.contact, digest, id);
  }

  /** The key is enrolled: earlier in this import, or by another, perhaps with other contacts. */
  #meetAgain(
    row: EnrollRow,
    digests: string,
  ): { readonly status: EnrollStatus; readonly enrollment: number } {
    const { sql } = this.#work;
    const known = sql.one<{ id: number; import: number; digests: string }>(
      FIND_PERSON,
      row.key,
      this.#facts.campaign,
    );
    if (known === undefined) throw new Error("a key conflicts and cannot be found");
    if (known.import === this.#source.id) return { status: "repeated", enrollment: known.id };
    if (known.digests === digests) {
      sql.run("update people set import = ? where id = ?", this.#source.id, known.id);
      return { status: "same", enrollment: known.id };
    }
    this.#changeContacts(known.id, row, digests);
    return { status: "contact-changed", enrollment: known.id };
  }

  /** New addresses are used by future attempts; what is on the wire stays as it is. */
  #changeContacts(id: number, row: EnrollRow, digests: string): void {
    const { sql } = this.#work;
    const hot = readHot(sql, id);
    if (hot === undefined) return;
    sql.run(
      CHANGE_PERSON,
      this.#source.id,
      row.line,
      JSON.stringify(row.contacts),
      digests,
      JSON.stringify(row.variables),
      row.locale ?? null,
      row.timezone ?? null,
      id,
    );
    const bits = contactBits(row.contacts);
    this.#index(id, row.digests);
    const was = before(hot);
    hot.has = bits.reduce((all, bit) => all | bit, 0);
    hot.dead = isOpen(hot) ? 0 : hot.dead; // another address deserves another try
    hot.optedOut = this.#suppressed(row, bits);
    this.#work.save(hot, was, { events: [] });
  }
}
