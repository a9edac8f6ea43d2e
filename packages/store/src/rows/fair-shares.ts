import { listOf } from "./sql.ts";
/** A queue as sharing sees it. */
export interface SharingQueue {
  readonly id: number;
  readonly campaign: number;
  /** How much its campaign takes against others; 0 = as much as the heaviest beside it. */
  readonly weight: number;
  /** When a claim looked at it last, whether it was served or not. */
  readonly claimedAt: number;
}

/** What is remembered of the campaigns through one provider. */
interface Memory {
  /** How far all campaigns with recipients waiting were served, in messages by weight: none begins behind it. */
  at: number;
  /** How far each campaign was served. */
  served: ReadonlyMap<number, number>;
  /** Queues that had no recipient left, or were as fast as they may, when they were last looked at. */
  idle: ReadonlySet<number>;
  /** Which queues were served before which others: the higher, the later. */
  turns: ReadonlyMap<number, number>;
}

interface Flow<L> {
  readonly weight: number;
  readonly isIdle: boolean;
  /** The longest unserved first. */
  readonly queues: readonly L[];
  readonly from: number;
  taken: number;
}

/**
 * Divides the slots of a provider among campaigns by their weights: weighted fair queueing, with the slots of one claim
 * dealt out at once. A campaign with no recipient waiting saves up no turns: a campaign alone has everything, and a
 * later one begins beside the others. A memory of one process, and no more: processes that each share rightly do so
 * together, and a process without it begins again.
 */
export class FairShares {
  readonly #memories = new Map<number, Memory>();

  /** Begins to divide the slots of one claim among the open queues of a provider. */
  turn<L extends SharingQueue>(provider: number, queues: readonly L[]): Turn<L> {
    const memory = this.#memories.get(provider) ?? { at: 0, served: new Map(), idle: new Set(), turns: new Map() };
    this.#memories.set(provider, memory);
    return new Turn(memory, queues);
  }
}

/** One claim through one provider. */
export class Turn<L extends SharingQueue> {
  /** In the order in which they are served: who was served least by weight, and among equals who had none waiting. */
  readonly queues: readonly L[];
  readonly #memory: Memory;
  readonly #flows: ReadonlyMap<number, Flow<L>>;
  readonly #looked = new Map<number, boolean>();
  readonly #given = new Map<number, number>();

  constructor(memory: Memory, queues: readonly L[]) {
    this.#memory = memory;
    const turnOf = (queue: L | undefined) => memory.turns.get(queue?.id ?? 0) ?? 0;
    const longestUnserved = (a: L | undefined, b: L | undefined) => turnOf(a) - turnOf(b) || longestUnseen(a, b);
    const heaviest = Math.max(1, ...queues.map(({ weight }) => weight));
    const campaigns = Map.groupBy(queues, ({ campaign }) => campaign);
    const flows = [...campaigns].map(([campaign, own]): [number, Flow<L>] => {
      const from = Math.max(memory.at, memory.served.get(campaign) ?? 0);
      const weight = own[0]?.weight || heaviest;
      const isIdle = own.every(({ id }) => memory.idle.has(id));
      return [campaign, { weight, isIdle, queues: own.toSorted(longestUnserved), from, taken: 0 }];
    });
    this.#flows = new Map(
      flows.sort(
        ([, a], [, b]) =>
          a.from - b.from || Number(b.isIdle) - Number(a.isIdle) || longestUnserved(a.queues[0], b.queues[0]),
      ),
    );
    this.queues = [...this.#flows.values()].flatMap((flow) => flow.queues);
  }

  /**
   * How many each queue may take of this many slots, before what is left goes to {@link rest}. Those that wait share
   * all of them; where none waited last time, a few are looked for beside that.
   */
  first(slots: number): ReadonlyMap<number, number> {
    const flows = [...this.#flows.values()];
    const all = pour(slots, flows);
    const waiting = flows.filter(({ isIdle }) => !isIdle);
    const shares = new Map(pour(slots, waiting).map((share, place) => [waiting[place], share]));
    const most = new Map<number, number>();
    flows.forEach((flow, place) => {
      const busy = flow.isIdle ? flow.queues : flow.queues.filter(({ id }) => !this.#memory.idle.has(id));
      const share = shares.get(flow) ?? all[place] ?? 0;
      for (const { id } of flow.queues) most.set(id, 1);
      busy.forEach(({ id }, k) => {
        const own = Math.floor(share / busy.length) + Number(k < share % busy.length);
        most.set(id, flow.isIdle ? Math.max(1, own) : own);
      });
    });
    return most;
  }

  /** So many recipients were found in a queue: others come before it next time. */
  gave({ id }: SharingQueue, people: number): void {
    if (people > 0) this.#given.set(id, (this.#given.get(id) ?? 0) + people);
  }

  /** Queues that gave a recipient. */
  served(): readonly number[] {
    return [...this.#given.keys()];
  }

  /** So many recipients of a campaign leave. */
  took(campaign: number, people: number): void {
    const flow = this.#flows.get(campaign);
    if (flow !== undefined) flow.taken += people;
  }

  /** A queue gave fewer than it was asked for (`isIdle`), or all of them. */
  looked({ id }: SharingQueue, isIdle: boolean): void {
    this.#looked.set(id, isIdle);
  }

  /** The queues that may have more, in the order in which they get what others left. */
  rest(): readonly L[] {
    return [...this.#flows.values()]
      .sort((a, b) => reached(a) - reached(b))
      .flatMap(({ queues }) => queues.filter(({ id }) => this.#looked.get(id) !== true));
  }

  /** Remembers it. Another claim may have ended meanwhile. */
  finish(): void {
    const memory = this.#memory;
    if (this.#flows.size === 0) return;
    const idle = new Set(listOf(this.queues, "id").filter((id) => this.#isIdle(id)));
    const served = new Map(
      [...this.#flows].map(([campaign, { taken, weight }]) => {
        const from = Math.max(memory.at, memory.served.get(campaign) ?? 0);
        return [campaign, from + taken / weight];
      }),
    );
    const waiting = [...this.#flows].filter(([, { queues }]) => queues.some(({ id }) => !idle.has(id)));
    const reachedBy = (flows: typeof waiting) => flows.map(([campaign]) => served.get(campaign) ?? 0);
    const at = waiting.length > 0 ? Math.min(...reachedBy(waiting)) : Math.max(...reachedBy([...this.#flows]));
    memory.at = Math.max(memory.at, at);
    memory.served = served;
    memory.idle = idle;
    memory.turns = this.#turns();
  }

  /** Who got nothing stays where it was; who got least of this claim comes first of those that got something. */
  #turns(): ReadonlyMap<number, number> {
    const kept = this.queues.flatMap(({ id }) => {
      const turn = this.#memory.turns.get(id);
      return turn === undefined ? [] : ([[id, turn]] as const);
    });
    const last = Math.max(0, ...this.#memory.turns.values());
    const given = [...this.#given].sort(([, one], [, other]) => one - other); // stable
    return new Map([...kept, ...given.map(([id], place) => [id, last + 1 + place] as const)]);
  }

  #isIdle(queue: number): boolean {
    return this.#looked.get(queue) ?? this.#memory.idle.has(queue);
  }
}

function reached<L>({ from, taken, weight }: Flow<L>): number {
  return from + taken / weight;
}

function longestUnseen(a: SharingQueue | undefined, b: SharingQueue | undefined): number {
  return (a?.claimedAt ?? 0) - (b?.claimedAt ?? 0) || (a?.id ?? 0) - (b?.id ?? 0);
}

/** A campaign that is served at a weight, and how far it was served already, in messages by weight. */
interface Vessel {
  readonly from: number;
  readonly weight: number;
}

/**
 * Deals out slots so that all reach the same level, as far as they go: those behind get theirs first, then all get
 * theirs by weight. Whole slots; where they do not divide, those nearest to another one get it.
 */
function pour(slots: number, vessels: readonly Vessel[]): readonly number[] {
  const level = levelOf(slots, vessels);
  const exact = vessels.map(({ from, weight }) => Math.max(0, (level - from) * weight));
  const whole = exact.map((amount) => Math.floor(amount + 1e-6));
  let left = slots - whole.reduce((sum, amount) => sum + amount, 0);
  const missing = exact.map((amount, place) => ({ place, part: amount - (whole[place] ?? 0) }));
  for (const { place } of missing.sort((a, b) => b.part - a.part)) {
    if (left <= 0) break;
    whole[place] = (whole[place] ?? 0) + 1;
    left -= 1;
  }
  return whole;
}

function levelOf(slots: number, vessels: readonly Vessel[]): number {
  const sorted = vessels.toSorted((a, b) => a.from - b.from);
  let [weights, filled, level] = [0, 0, 0];
  for (const [place, { from, weight }] of sorted.entries()) {
    weights += weight;
    filled += weight * from;
    level = (slots + filled) / weights;
    const next = sorted[place + 1];
    if (next === undefined || level <= next.from) break;
  }
  return level;
}
