import { ConfigError } from "@relance/spec";

/** A condition over a row: an expression that is evaluated when a row is admitted. */
export class Condition {
  /** The condition as a campaign file would state it, such as `age < 75 && zip.startsWith("69")`. */
  readonly text: string;
  readonly #isEither: boolean;

  constructor(text: string, isEither = false) {
    this.text = text;
    this.#isEither = isEither;
  }

  and(other: Condition): Condition {
    return new Condition(`${this.#inAnd()} && ${other.#inAnd()}`);
  }

  or(other: Condition): Condition {
    return new Condition(`${this.text} || ${other.text}`, true);
  }

  not(): Condition {
    return new Condition(`!(${this.text})`);
  }

  #inAnd(): string {
    return this.#isEither ? `(${this.text})` : this.text;
  }
}

/** A column. For an empty cell, `lt`, `lte`, `gt` and `gte` are false; `eq` and `ne` compare it with the text `""`. */
interface AnyColumn {
  isEmpty(): Condition;
}

/** Compares a column with numbers. Texts are converted to numbers. A row is refused if its cell contains no number. */
interface ComparedColumn extends AnyColumn {
  lt(value: number): Condition;
  lte(value: number): Condition;
  gt(value: number): Condition;
  gte(value: number): Condition;
}
interface TextColumn<Text extends string> extends ComparedColumn {
  eq(value: Text): Condition;
  ne(value: Text): Condition;
  in(values: readonly Text[]): Condition;
  startsWith(text: string): Condition;
  endsWith(text: string): Condition;
  contains(text: string): Condition;
}

interface FlagColumn extends AnyColumn {
  eq(value: boolean): Condition;
  ne(value: boolean): Condition;
}

type ColumnOf<Value> = [Value] extends [string]
  ? TextColumn<Value>
  : [Value] extends [number | bigint]
    ? ComparedColumn
    : [Value] extends [boolean]
      ? FlagColumn
      : AnyColumn;

/** The columns of a row as a condition can read them. A row that lacks such a column is refused. */
export type ConditionColumns<Row> = {
  readonly [Column in keyof Row]-?: undefined extends Row[Column]
    ? "a condition can read no column that a row may omit: let it be null"
    : ColumnOf<Exclude<Row[Column], null>>;
};

const NAME = /^[A-Za-z_]\w*$/;

/** @throws {ConfigError} `campaign/invalid` for a column that an expression cannot name, or an invalid number */
export function writeCondition(write: (row: never) => Condition): string {
  return write(conditionColumns() as never).text;
}
interface AskedColumn extends ComparedColumn, Omit<TextColumn<string>, "eq" | "ne"> {
  eq(value: string | boolean): Condition;
  ne(value: string | boolean): Condition;
}

export function conditionColumns(): Readonly<Record<string, AskedColumn>> {
  return new Proxy({}, { get: (_, name) => column(String(name)) });
}

function column(name: string): AskedColumn {
  if (!NAME.test(name)) throw new ConfigError("campaign/invalid", `when: cannot name the column ${name}`);
  const is = (operator: string, value: string) => new Condition(`${name} ${operator} ${value}`);
  const calls = (method: string, text: string) => new Condition(`${name}.${method}(${JSON.stringify(text)})`);
  return {
    isEmpty: () => is("==", '""'),
    lt: (value) => is("<", numeral(value)),
    lte: (value) => is("<=", numeral(value)),
    gt: (value) => is(">", numeral(value)),
    gte: (value) => is(">=", numeral(value)),
    eq: (value) => is("==", JSON.stringify(value)),
    ne: (value) => is("!=", JSON.stringify(value)),
    in: (values) => is("in", `[${values.map((value) => JSON.stringify(value)).join(", ")}]`),
    startsWith: (text) => calls("startsWith", text),
    endsWith: (text) => calls("endsWith", text),
    contains: (text) => calls("contains", text),
  };
}

function numeral(value: number): string {
  if (Number.isFinite(value)) return String(value);
  throw new ConfigError("campaign/invalid", `when: ${value} is no number`);
}
