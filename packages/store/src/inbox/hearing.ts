import { Holders } from "../people/holders.ts";
import { RuleBook } from "../suppressions/rule-book.ts";
import type { Work } from "../transaction/work.ts";
import { ReplyTenants } from "./reply-tenants.ts";
import { ToldTimes } from "./told-times.ts";

/** What a transaction that listens to people knows beside their rows. Everything is asked for before it decides. */
export class Hearing {
  readonly work: Work;
  readonly holders: Holders;
  readonly rules: RuleBook;
  readonly told: ToldTimes;
  readonly tenants: ReplyTenants;
  #ackIds: number[] = [];

  constructor(work: Work) {
    this.work = work;
    this.holders = new Holders(work);
    this.rules = new RuleBook(work);
    this.told = new ToldTimes(work);
    this.tenants = new ReplyTenants(work.sql);
  }

  /** Rules about these contacts, then everybody who has them, always in this order; with `waits` also whom others hold. */
  async need(digests: readonly string[], waits = true): Promise<void> {
    await this.rules.need(digests);
    await this.holders.need(digests, waits);
  }

  /** Numbers for so many acknowledgements. */
  async needAckIds(count: number): Promise<void> {
    if (count === 0) return;
    this.#ackIds.push(...(await this.work.context.ids.take(this.work.sql, "acknowledgement_ids", count)));
  }

  nextAckId(): number {
    const id = this.#ackIds.shift();
    if (id === undefined) throw new Error("more acknowledgements than were asked for");
    return id;
  }
}
