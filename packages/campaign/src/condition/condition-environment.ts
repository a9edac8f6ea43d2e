import { Environment } from "@marcbachmann/cel-js";

/** The cell is empty: whether the condition holds is unknown. */
export class EmptyCell extends Error {}

/** The cell should be a number and is something else. */
export class NotANumber extends Error {}

/**
 * The expression language of `when:`. CEL has no loops, no input and no output; names are looked up in the row
 * alone. Cells of CSV files are text, so comparing one with a number reads it as a number.
 */
export function conditionEnvironment(): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    limits: { maxAstNodes: 500, maxDepth: 32, maxListElements: 500, maxMapEntries: 10, maxCallArguments: 8 },
  });
  for (const [sign, holds] of Object.entries(COMPARE)) {
    for (const type of ["int", "double"]) {
      environment.registerOperator(`string ${sign} ${type}`, (cell: string, number: Numeric) =>
        holds(read(cell), Number(number)),
      );
      environment.registerOperator(`${type} ${sign} string`, (number: Numeric, cell: string) =>
        holds(Number(number), read(cell)),
      );
    }
  }
  return environment;
}

type Numeric = number | bigint;

const COMPARE: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

function read(cell: string): number {
  const text = cell.trim();
  if (text === "") throw new EmptyCell();
  if (!/^[+-]?\d{1,15}(\.\d{1,15})?$/.test(text)) throw new NotANumber();
  return Number(text);
}
