/** One text of a source, and its replacement. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** One promise of relance, deliberately broken. */
export interface Sabotage {
  readonly name: string;
  readonly changes: readonly Change[];
  /** The test file that finds it, if the worlds of the two judges cannot show it. */
  readonly test?: string | undefined;
}

/** A sabotage that changes one text. */
export function one(name: string, file: string, from: string, to: string): Sabotage {
  return { name, changes: [{ file, from, to }] };
}
