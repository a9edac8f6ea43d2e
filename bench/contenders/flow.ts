export interface BenchPerson {
  readonly id: string;
  readonly name: string;
  readonly mobile: string;
  readonly mail: string;
}

export interface Bout {
  /** URL of the server that the contender uses; "" without a server. */
  readonly url: string;
  readonly people: readonly BenchPerson[];
  /** When recipients who have not answered get the second message, in milliseconds since 1970. */
  readonly escalateAt: number;
  sendFirst(person: Pick<BenchPerson, "id">): void;
  sendSecond(person: Pick<BenchPerson, "id">): void;
}

/** Each stage of a flow ends when its work is stored. */
export interface Flow {
  enroll(): Promise<void>;
  send(): Promise<void>;
  /** Confirms one recipient. Many calls run in parallel. */
  acknowledge(person: BenchPerson): Promise<void>;
  /** Resolves when this many recipients were sent the second message and their wait has ended. */
  escalate(silent: number): Promise<void>;
  /** Returns how many recipients the contender's own records account for at the end; absent without such records. */
  accounted?(): Promise<number>;
  /** Set if the benchmark can move the contender's clock, and need not wait for `escalateAt`. */
  readonly movesTime?: true;
  close(): Promise<void>;
}

export type OpenFlow = (bout: Bout) => Promise<Flow>;

/** Checks a condition until it holds, often enough for stages of one second. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}

export function partsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}
