/** A part of a view that is read by itself and told when it changes. */
export interface Section {
  readonly name: string;
  /** Time between two readings, in milliseconds; what takes long is read less often. */
  readonly everyMs: number;
  readonly read: () => Promise<unknown>;
}

/** Any number of sections by name: what a view is made of. */
export function sectionsOf(
  read: Readonly<Record<string, readonly [everyMs: number, read: () => Promise<unknown>]>>,
): readonly Section[] {
  return Object.entries(read).map(([name, [everyMs, one]]) => ({ name, everyMs, read: one }));
}
