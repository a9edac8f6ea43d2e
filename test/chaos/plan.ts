import { type Dice, rollDice, type Fault as Weather } from "@relance/simulator";

export type Member = "worker1" | "worker2" | "worker3" | "receiver1" | "receiver2";
export type FakeVendorName = "main" | "second" | "smtp";
export type Manner = "reset" | "silence" | "garbage" | "drop" | "throttle" | "unavailable";
/** A fault that affects some requests to a provider. Each number from 0 to 1 is the affected fraction. */
export type Climate = Pick<Weather, "loss" | "cut" | "unavailable" | "throttled" | "slower" | "receipts">;

export type Trouble =
  | { readonly what: "kill" | "terminate"; readonly whom: Member }
  | { readonly what: "freeze"; readonly whom: Member; readonly forMs: number }
  | { readonly what: "step-clock"; readonly whom: Member; readonly byMs: number }
  | { readonly what: "restart-server" | "cut-connections" }
  | { readonly what: "stall-connections"; readonly forMs: number }
  | {
      readonly what: "misbehave";
      readonly whom: FakeVendorName;
      readonly manner: Manner;
      readonly forMs: number;
    }
  | {
      readonly what: "weather";
      readonly whom: FakeVendorName;
      readonly climate: Climate;
      readonly forMs: number;
    };

export interface Planned {
  readonly atMs: number;
  readonly trouble: Trouble;
}

const SECOND = 1_000;
const WORKERS: readonly Member[] = ["worker1", "worker2", "worker3"];
const RECEIVERS: readonly Member[] = ["receiver1", "receiver2"];
const EVERYBODY: readonly Member[] = [...WORKERS, ...RECEIVERS];
const FAKE_VENDORS: readonly FakeVendorName[] = ["main", "second", "smtp"];
const MANNERS: readonly Manner[] = ["reset", "silence", "garbage", "drop", "throttle", "unavailable"];
const CLIMATES: readonly Climate[] = [
  { loss: 0.3 },
  { cut: 0.15 },
  { unavailable: 0.3 },
  { throttled: 0.3 },
  { slower: 6 },
  { receipts: 0.3 },
];
const STEPS_MS: readonly number[] = [-7_200_000, -90_000, -20_000, 20_000, 90_000, 7_200_000];

const KINDS: readonly {
  readonly everyMs: number;
  readonly make: (dice: Dice) => Trouble;
  /**
   * The fault does not begin in this many milliseconds before the end of a run. A late fault would only delay the end.
   */
  readonly notInLastMs?: number;
}[] = [
  { everyMs: 17 * SECOND, make: (dice) => ({ what: "kill", whom: oneOf(WORKERS, dice) }) },
  { everyMs: 23 * SECOND, make: (dice) => ({ what: "kill", whom: oneOf(RECEIVERS, dice) }) },
  { everyMs: 37 * SECOND, make: (dice) => ({ what: "terminate", whom: oneOf(EVERYBODY, dice) }) },
  { everyMs: 13 * SECOND, make: (dice) => freeze(WORKERS, 1, 9, dice) },
  { everyMs: 60 * SECOND, make: (dice) => freeze(WORKERS, 33, 40, dice), notInLastMs: 40 * SECOND },
  { everyMs: 19 * SECOND, make: (dice) => freeze(RECEIVERS, 1, 6, dice) },
  {
    everyMs: 15 * SECOND,
    make: (dice) => ({ what: "step-clock", whom: oneOf(EVERYBODY, dice), byMs: oneOf(STEPS_MS, dice) }),
  },
  { everyMs: 25 * SECOND, make: () => ({ what: "restart-server" }) },
  { everyMs: 8 * SECOND, make: () => ({ what: "cut-connections" }) },
  { everyMs: 20 * SECOND, make: (dice) => ({ what: "stall-connections", forMs: between(1, 4, dice) }) },
  {
    everyMs: 7 * SECOND,
    make: (dice) => ({
      what: "misbehave",
      whom: oneOf(FAKE_VENDORS, dice),
      manner: oneOf(MANNERS, dice),
      forMs: between(1, 4, dice),
    }),
  },
  {
    everyMs: 10 * SECOND,
    make: (dice) => ({
      what: "weather",
      whom: oneOf(FAKE_VENDORS, dice),
      climate: oneOf(CLIMATES, dice),
      forMs: between(5, 20, dice),
    }),
  },
];

/** Returns the faults of a run with their times. The result depends only on the seed and the length. */
export function planOf(seed: number, lengthMs: number): readonly Planned[] {
  const all = KINDS.flatMap(({ everyMs, make, notInLastMs = 0 }, kind) => {
    const dice = rollDice(seed, ["chaos", kind]);
    const count = Math.max(1, Math.round(lengthMs / everyMs));
    const untilMs = Math.max(0, lengthMs - notInLastMs);
    return Array.from({ length: count }, () => ({
      atMs: Math.floor(dice() * untilMs),
      trouble: make(dice),
    }));
  });
  return all.sort((one, other) => one.atMs - other.atMs);
}

function freeze(whom: readonly Member[], least: number, most: number, dice: Dice): Trouble {
  return { what: "freeze", whom: oneOf(whom, dice), forMs: between(least, most, dice) };
}

function between(least: number, most: number, dice: Dice): number {
  return Math.floor((least + dice() * (most - least)) * SECOND);
}

function oneOf<T>(values: readonly T[], dice: Dice): T {
  const value = values[Math.floor(dice() * values.length)];
  if (value === undefined) throw new Error("there is nothing to choose from");
  return value;
}
