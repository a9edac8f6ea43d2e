export interface BenchPerson {
  readonly id: string;
  readonly name: string;
  readonly mobile: string;
  readonly mail: string;
}

export interface Bout {
  /** URL of the server that the contender uses; "" if the contender needs no server. */
  readonly url: string;
  readonly people: readonly BenchPerson[];
  /** Time at which recipients without an answer get the second message, in milliseconds since 1970. */
  readonly escalateAt: number;
  sendFirst(person: Pick<BenchPerson, "id">): void;
  sendSecond(person: Pick<BenchPerson, "id">): void;
}

/** The steps of the flow that every contender runs. Each method resolves when the contender has stored the result. */
export interface Flow {
  enroll(): Promise<void>;
  send(): Promise<void>;
  /** Confirms one recipient. The benchmark calls `acknowledge` for many recipients in parallel. */
  acknowledge(person: BenchPerson): Promise<void>;
  /** Resolves when the second message was sent to the `silent` recipients, and the wait for their answers has ended. */
  escalate(silent: number): Promise<void>;
  /** Returns the number of recipients with a recorded outcome; absent if the contender records no outcomes. */
  accounted?(): Promise<number>;
  /** True if the benchmark can advance the contender's clock to `escalateAt`. */
  readonly movesTime?: true;
  close(): Promise<void>;
}

export type OpenFlow = (bout: Bout) => Promise<Flow>;

/** Repeats the check until the condition holds. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}

export function partsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}
