import { channelBits } from "@relance/rules";
import type { Channel, Contact } from "@relance/spec";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { candidatesOf } from "./contact-hashes.ts";
import { contactBits } from "./contacts.ts";
import type { HotRow } from "./hot-row.ts";

const PEOPLE = "select id, contacts, digests from people where id = any($1::bigint[])";

/** Somebody who has a contact, and the contact's bit. */
export interface Holder {
  readonly bit: number;
  readonly row: HotRow;
}

interface Person {
  readonly contacts: readonly Contact[];
  readonly digests: readonly string[];
}

/** Whom contacts lead to: the people are held, and their contacts read behind the lock. */
export class Holders {
  readonly #work: Work;
  readonly #people = new Map<number, Person>();
  readonly #candidates = new Map<string, readonly number[]>();

  constructor(work: Work) {
    this.#work = work;
  }

  /** Holds everybody who has one of these contacts; {@link of} then answers. */
  async need(digests: Iterable<string>, waits: boolean): Promise<void> {
    const missing = [...new Set(digests)].filter((digest) => digest !== "" && !this.#candidates.has(digest));
    for (const [digest, ids] of await candidatesOf(this.#work.sql, missing))
      this.#candidates.set(digest, ids);
    const ids = missing.flatMap((digest) => this.#candidates.get(digest) ?? []);
    await this.needPeople(await this.#work.rows.lock(ids, { skipLocked: !waits }));
  }

  /** Nobody who has this contact is held by somebody else. */
  areHeld(digest: string): boolean {
    return (this.#candidates.get(digest) ?? []).every((id) => this.#work.rows.get(id) !== undefined);
  }

  /** Reads the contacts of people who are held. */
  async needPeople(rows: readonly HotRow[]): Promise<void> {
    const ids = rows.map(({ id }) => id).filter((id) => !this.#people.has(id));
    if (ids.length === 0) return;
    for (const row of await this.#work.sql.rows(PEOPLE, listOf(ids))) {
      const contacts = JSON.parse(row[1] as string) as Contact[];
      this.#people.set(numberAt(row, 0), { contacts, digests: (row[2] as string).split(" ") });
    }
  }

  /** Everybody who has this contact, in whatever state; of the tenant and as the channel's, if these are named. */
  of(digest: string, tenant?: string, channel?: Channel): Holder[] {
    const wanted = channel === undefined ? -1 : channelBits(channel);
    return (this.#candidates.get(digest) ?? []).flatMap((id) => {
      const row = this.#work.rows.get(id);
      if (row === undefined || (tenant !== undefined && this.#work.version(row).tenant !== tenant)) return [];
      const bit = wanted & this.bitOf(row, digest);
      return bit === 0 ? [] : [{ bit, row }];
    });
  }

  /** The bit of the contact that a hash names; 0 for one that this person does not have. */
  bitOf({ id }: HotRow, digest: string): number {
    const person = this.#people.get(id);
    if (person === undefined || digest === "") return 0;
    const bits = contactBits(person.contacts);
    return person.digests.reduce((all, own, place) => (own === digest ? all | (bits[place] ?? 0) : all), 0);
  }

  /** The hash of one contact of somebody, by its place among all. */
  digestOf({ id }: HotRow, place: (contacts: readonly Contact[]) => number): string | undefined {
    const person = this.#people.get(id);
    return person?.digests[place(person.contacts)];
  }
}
