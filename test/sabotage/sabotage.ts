/** A text in a source file and its replacement. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A change that deliberately breaks one promise of relance. */
export interface Sabotage {
  readonly name: string;
  readonly changes: readonly Change[];
  /** The test file that must detect the sabotage, if the simulation and chaos cannot. */
  readonly test?: string | undefined;
}

/** A sabotage that changes one text. */
export function one(name: string, file: string, from: string, to: string): Sabotage {
  return { name, changes: [{ file, from, to }] };
}
