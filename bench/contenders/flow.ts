/** A person of the bench. */
export interface BenchPerson {
  readonly id: string;
  readonly name: string;
  readonly mobile: string;
  readonly mail: string;
}

/** What a contender is given. */
export interface Bout {
  /** Its server; "" = it needs none. */
  readonly url: string;
  readonly people: readonly BenchPerson[];
  /** When whoever has not answered is to get the second message, in milliseconds since 1970. */
  readonly escalateAt: number;
  /** The far end of the first message: accepts it immediately. */
  sendFirst(person: Pick<BenchPerson, "id">): void;
  /** The same of the second. */
  sendSecond(person: Pick<BenchPerson, "id">): void;
}

/** One way to do it all; each stage ends when the work of it is written down. */
export interface Flow {
  enroll(): Promise<void>;
  /** Everybody has been sent the first message. */
  send(): Promise<void>;
  /** One person confirms; many do at once. */
  acknowledge(person: BenchPerson): Promise<void>;
  /** So many have been sent the second message, and their time is over. */
  escalate(silent: number): Promise<void>;
  /** People that it can account for at the end, by its own books; absent = it has none. */
  accounted?(): Promise<number>;
  /** Its time can be moved on: nobody waits for `escalateAt`. */
  readonly movesTime?: true;
  close(): Promise<void>;
}

/** Opens a contender. */
export type OpenFlow = (bout: Bout) => Promise<Flow>;

/** Waits, looking often enough for a stage of a second. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** `items` in parts of `size`. */
export function partsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}
