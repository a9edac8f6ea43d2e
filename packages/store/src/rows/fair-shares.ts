import { pluck } from "./sql.ts";
export interface SharingQueue {
  readonly id: number;
  readonly campaign: number;
  /** Weight of the campaign; 0 stands for the weight of the heaviest other campaign. */
  readonly weight: number;
  /** Time at which a claim last read the queue, even if it took no recipients. */
  readonly claimedAt: number;
}

interface Memory {
  /** Service level of the waiting campaigns, in messages divided by weight. A new campaign starts at it. */
  at: number;
  served: ReadonlyMap<number, number>;
  idle: ReadonlySet<number>;
  turns: ReadonlyMap<number, number>;
}

interface Flow<L> {
  readonly weight: number;
  readonly isIdle: boolean;
  readonly queues: readonly L[];
  readonly from: number;
  taken: number;
}

/**
 * Divides a provider's slots among campaigns by weight. The method is weighted fair queueing over the slots of one
 * claim. An idle campaign saves up no slots, and a new campaign gets no more than the others. Each process divides only
 * its own slots, and stores nothing.
 */
export class FairShares {
  readonly #memories = new Map<number, Memory>();

  allocate<L extends SharingQueue>(provider: number, queues: readonly L[]): SlotAllocation<L> {
    const memory = this.#memories.get(provider) ?? { at: 0, served: new Map(), idle: new Set(), turns: new Map() };
    this.#memories.set(provider, memory);
    return new SlotAllocation(memory, queues);
  }
}

export class SlotAllocation<L extends SharingQueue> {
  readonly queues: readonly L[];
  readonly #memory: Memory;
  readonly #flows: ReadonlyMap<number, Flow<L>>;
  readonly #looked = new Map<number, boolean>();
  readonly #given = new Map<number, number>();

  constructor(memory: Memory, queues: readonly L[]) {
    this.#memory = memory;
    const lastTurn = (queue: L | undefined) => memory.turns.get(queue?.id ?? 0) ?? 0;
    const longestUnserved = (a: L | undefined, b: L | undefined) => lastTurn(a) - lastTurn(b) || longestUnseen(a, b);
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

  /** Queues with waiting recipients share all slots. An idle queue gets one, to detect due recipients. */
  first(slots: number): ReadonlyMap<number, number> {
    const flows = [...this.#flows.values()];
    const all = waterFill(slots, flows);
    const waiting = flows.filter(({ isIdle }) => !isIdle);
    const shares = new Map(waterFill(slots, waiting).map((share, place) => [waiting[place], share]));
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

  gave({ id }: SharingQueue, people: number): void {
    if (people > 0) this.#given.set(id, (this.#given.get(id) ?? 0) + people);
  }

  served(): readonly number[] {
    return [...this.#given.keys()];
  }

  took(campaign: number, people: number): void {
    const flow = this.#flows.get(campaign);
    if (flow !== undefined) flow.taken += people;
  }

  looked({ id }: SharingQueue, isIdle: boolean): void {
    this.#looked.set(id, isIdle);
  }

  rest(): readonly L[] {
    return [...this.#flows.values()]
      .sort((a, b) => reached(a) - reached(b))
      .flatMap(({ queues }) => queues.filter(({ id }) => this.#looked.get(id) !== true));
  }

  /** Saves the result of this claim. Another claim may have saved its result in the meantime. */
  finish(): void {
    const memory = this.#memory;
    if (this.#flows.size === 0) return;
    const idle = new Set(pluck(this.queues, "id").filter((id) => this.#isIdle(id)));
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

  /** Orders the queues for the next claim: unserved queues first, then served ones by number of messages. */
  #turns(): ReadonlyMap<number, number> {
    const kept = this.queues.flatMap(({ id }) => {
      const turn = this.#memory.turns.get(id);
      return turn === undefined ? [] : ([[id, turn]] as const);
    });
    const last = Math.max(0, ...this.#memory.turns.values());
    const given = [...this.#given].sort(([, one], [, other]) => one - other);
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

type CampaignShare = Pick<Flow<unknown>, "from" | "weight">;

/** Divides slots so that all campaigns reach the same level of service, by weight. */
function waterFill(slots: number, campaigns: readonly CampaignShare[]): readonly number[] {
  const level = findLevel(slots, campaigns);
  const exact = campaigns.map(({ from, weight }) => Math.max(0, (level - from) * weight));
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

function findLevel(slots: number, campaigns: readonly CampaignShare[]): number {
  const sorted = campaigns.toSorted((a, b) => a.from - b.from);
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
