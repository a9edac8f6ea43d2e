import { type Change, comesTooLate } from "@relance/rules";
import {
  countVersion,
  type Enrolled,
  type HotRow,
  type ImportSource,
  LATECOMER,
  newHotRow,
  type VersionFacts,
} from "@relance/store";
import { EarlyAnswers } from "../answers/early-answers.ts";
import { amendedFrom } from "../campaigns/campaigns.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { firstFree } from "../verbs/restored.ts";
import { changeContacts } from "./changing-contacts.ts";
import { contactsOf, indexContacts } from "./known-contacts.ts";
import { keepKey } from "./person-keys.ts";
import type { PreparedRow } from "./prepared-row.ts";
import { insertHot } from "./row.ts";

const INSERT_PERSON = `insert into people (id, campaign, key, import, line, contacts, digests, variables, locale, timezone,
  person, salt) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, randomblob(16)) on conflict do nothing`;

const FIND_PERSON = "select id, import, digests from people where key = ? and campaign = ?";

/** Puts the rows of one chunk into the store. */
export class Enrolling {
  readonly #work: Work;
  readonly #facts: VersionFacts;
  readonly #source: ImportSource;
  readonly #extended: number;
  readonly #amended: number;
  readonly #early: EarlyAnswers;
  #next: number;

  /** Nobody's deadline is earlier than `extended`. */
  constructor(work: Work, facts: VersionFacts, source: ImportSource, extended: number) {
    this.#work = work;
    this.#facts = facts;
    this.#source = source;
    this.#extended = extended;
    this.#amended = amendedFrom(work.sql, facts.campaign);
    this.#next = firstFree(work.sql);
    this.#early = new EarlyAnswers(work, facts);
  }

  add(row: PreparedRow): Enrolled {
    if (this.#comesTooLate(row)) return LATECOMER;
    const id = this.#next;
    const isNew = this.#work.sql.run(
      INSERT_PERSON,
      id,
      this.#facts.campaign,
      row.key,
      this.#source.id,
      row.line,
      row.contacts,
      row.digests,
      row.variables,
      row.locale,
      row.timezone,
      row.person,
    );
    if (isNew === 0) return this.#meetAgain(row);
    keepKey(this.#work.sql, row.keyName, row.wrappedKey);
    this.#next = id + 1;
    this.#place(id, row);
    return { status: "new", enrollment: id };
  }

  /** `ifLate: refuse`; but whoever is enrolled already, or has answered before, is no newcomer. */
  #comesTooLate(row: PreparedRow): boolean {
    if (this.#facts.plan.ifLate !== "refuse") return false;
    if (!comesTooLate(this.#newcomer(0, row).row, this.#facts.plan, this.#work.now)) return false;
    return !this.knows(row.key) && !this.#early.has(row.key);
  }

  /** Whether somebody is enrolled under this key. */
  knows(key: string): boolean {
    return this.#work.sql.row(FIND_PERSON, key, this.#facts.campaign) !== undefined;
  }

  #newcomer(id: number, row: PreparedRow): { readonly row: HotRow; readonly change: Change } {
    const { now } = this.#work;
    const own = Math.floor(row.isAfter === 1 ? now + row.until : row.until);
    const deadline = Math.max(own, this.#extended);
    const { has, optedOut } = contactsOf(this.#work, this.#facts, row);
    const arrival = { id, ord: row.ord, has, optedOut, steps: row.steps, deadline, zone: row.zone };
    return newHotRow(arrival, this.#facts, now, this.#source.startedAt);
  }

  #place(id: number, row: PreparedRow): void {
    const work = this.#work;
    const { row: hot, change } = this.#newcomer(id, row);
    for (const event of change.events) work.event(hot, event);
    insertHot(work.sql, hot);
    work.counted(hot, change);
    if (this.#amended !== 0) countVersion(work.deltas, hot, this.#amended);
    indexContacts(work, id, row);
    this.#early.take(hot, row.key);
  }

  /** The key is enrolled: earlier in this import, or by another, perhaps with other contacts. */
  #meetAgain(row: PreparedRow): Enrolled {
    const { sql } = this.#work;
    const known = sql.row(FIND_PERSON, row.key, this.#facts.campaign);
    if (known === undefined) throw new Error("a key conflicts and cannot be found");
    const enrollment = numberAt(known, 0);
    if (known[1] === this.#source.id) return { status: "repeated", enrollment };
    if (known[2] === row.digests) {
      sql.run("update people set import = ? where id = ?", this.#source.id, enrollment);
      return { status: "same", enrollment };
    }
    changeContacts(this.#work, this.#facts, enrollment, row, this.#source.id);
    return { status: "contact-changed", enrollment };
  }
}
