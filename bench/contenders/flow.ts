/** A person of the bench. */
export interface BenchPerson {
  readonly id: string;
  readonly name: string;
  readonly mobile: string;
  readonly mail: string;
}

/** What a contender is given. */
export interface Bout {
  /** The server that the contender uses; "" if it uses none. */
  readonly url: string;
  readonly people: readonly BenchPerson[];
  /** When recipients who have not answered get the second message, in milliseconds since 1970. */
  readonly escalateAt: number;
  /** The provider of the first message, which accepts each message immediately. */
  sendFirst(person: Pick<BenchPerson, "id">): void;
  /** The provider of the second message. */
  sendSecond(person: Pick<BenchPerson, "id">): void;
}

/** One implementation of the flow. Each stage ends when its work is stored. */
export interface Flow {
  enroll(): Promise<void>;
  /** Resolves when every recipient has been sent the first message. */
  send(): Promise<void>;
  /** Confirms one recipient. Many calls run in parallel. */
  acknowledge(person: BenchPerson): Promise<void>;
  /** Resolves when this many recipients have been sent the second message and their wait has ended. */
  escalate(silent: number): Promise<void>;
  /** Number of recipients whom the contender's own records account for at the end; absent without such records. */
  accounted?(): Promise<number>;
  /** True if the benchmark can move the contender's clock, and need not wait for `escalateAt`. */
  readonly movesTime?: true;
  close(): Promise<void>;
}

/** Opens a contender. */
export type OpenFlow = (bout: Bout) => Promise<Flow>;

/** Checks until a condition holds, often enough for stages of one second. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Splits `items` into chunks of `size`. */
export function partsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}
