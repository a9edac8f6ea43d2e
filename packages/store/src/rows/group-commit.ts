import { StoreError } from "@relance/spec";

interface Waiting<Item, Answer> {
  readonly items: readonly Item[];
  readonly since: number;
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}

interface GroupLimits {
  readonly maxItems: number;
  /** Maximum items per transaction, so that no caller waits long. A larger call gets its own transaction. */
  readonly maxGroup: number;
  readonly maxWaitMs: number;
  readonly flights?: number;
}

/** Limits for receipts and replies. Providers' APIs repeat reports that are refused. */
export const REPORTS: GroupLimits = { maxItems: 5_000, maxGroup: 512, maxWaitMs: 1_000 };
/** Limits for acknowledgements, which may arrive by the thousand. */
export const ANSWERS: GroupLimits = { maxItems: 50_000, maxGroup: 1_024, maxWaitMs: 1_000 };

/** Group commit: items that arrive during a commit form the next transaction. */
export class GroupCommit<Item, Answer> {
  readonly #send: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #limits: GroupLimits;
  #queue: Waiting<Item, Answer>[] = [];
  #size = 0;
  #flying = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (items: readonly Item[]) => Promise<readonly Answer[]>, limits: GroupLimits) {
    this.#send = send;
    this.#limits = limits;
  }

  add(items: readonly Item[]): Promise<readonly Answer[]> {
    if (this.#size > 0 && this.#size + items.length > this.#limits.maxItems) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      this.#queue.push({ items, since: performance.now(), resolve, reject });
      this.#size += items.length;
      if (this.#flying < (this.#limits.flights ?? 1)) void this.#flush();
      else this.#watch();
    });
  }

  async #flush(): Promise<void> {
    this.#flying += 1;
    await Promise.resolve(); // the group includes all calls from this turn of the event loop
    while (this.#queue.length > 0) {
      await this.#sendGroup(this.#take());
    }
    this.#flying -= 1;
  }

  #take(): readonly Waiting<Item, Answer>[] {
    let items = 0;
    let calls = 0;
    for (const { items: own } of this.#queue) {
      if (calls > 0 && items + own.length > this.#limits.maxGroup) break;
      items += own.length;
      calls += 1;
    }
    this.#size -= items;
    return this.#queue.splice(0, calls);
  }

  async #sendGroup(group: readonly Waiting<Item, Answer>[]): Promise<void> {
    const [only] = group;
    const items = group.length === 1 && only !== undefined ? only.items : group.flatMap((one) => one.items);
    try {
      const answers = await this.#send(items);
      let start = 0;
      for (const { items: own, resolve } of group) {
        resolve(answers.slice(start, start + own.length));
        start += own.length;
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  /** Rejects a caller that has waited too long, while the caller still has time to retry. */
  #watch(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const oldest = performance.now() - this.#limits.maxWaitMs;
      const late = this.#queue.filter(({ since }) => since <= oldest);
      this.#queue = this.#queue.filter(({ since }) => since > oldest);
      this.#size = this.#queue.reduce((sum, { items }) => sum + items.length, 0);
      for (const { reject } of late) reject(overloaded());
      if (this.#queue.length > 0) this.#watch();
    }, this.#limits.maxWaitMs);
    this.#timer.unref();
  }
}

function overloaded(): StoreError {
  return new StoreError("store/busy", "items arrive faster than the store can save them", { retryable: true });
}
