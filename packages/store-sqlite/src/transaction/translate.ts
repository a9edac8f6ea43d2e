/** A statement as SQLite reads it. */
export interface Translated {
  readonly text: string;
  /** What its parameters are made of, in their order: a value by its place, or lists by theirs, row by row. */
  readonly sources: readonly (number | readonly number[])[];
}

const UNNEST = /unnest\(([^()]+)\)( with ordinality)?\s+(\w+) \(([^()]*)\)/g;
const ANY = /= any\(\$(\d+)::\w+\[\]\)/g;
const VALUE = /\$(\d+)/g;

/** What one database says for what the other says, in this order. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/ for (no key update|update|share)( of \w+(, \w+)*)?( skip locked)?/g, ""],
  [/'\\x([0-9a-f]+)'::bytea/g, "x'$1'"],
  [/::\w+(\[\])?/g, ""],
  [/ collate "C"/g, ""],
  [/position\(decode\(([\w.]+), 'hex'\) in ([\w.]+)\)/g, "instr($2, unhex($1))"],
  [/encode\(([\w.]+), 'hex'\)/g, "nullif(lower(hex($1)), '')"],
  [/\bstrpos\(/g, "instr("],
  [/\bgreatest\(/g, "max("],
  [/\bleast\(/g, "min("],
];

/**
 * The statements of `@relance/store` are written in PostgreSQL's SQL. What of it SQLite says in another way is translated here,
 * and nothing else: arrays travel as JSON, row locks are not needed by the only writer.
 */
export function translate(statement: string): Translated {
  const sources: (number | readonly number[])[] = [];
  const places = new Map<string, number>();
  const parameter = (source: number | readonly number[]): string => {
    const name = JSON.stringify(source);
    const known = places.get(name) ?? sources.push(source);
    places.set(name, known);
    return `?${known}`;
  };
  let text = statement.replace(
    UNNEST,
    (_, lists: string, ordinality: string | undefined, alias: string, names: string) => {
      const own = [...lists.matchAll(VALUE)].map(([, number]) => Number(number) - 1);
      const [first = 0, ...others] = own;
      const columns = names.split(",").map((name) => name.trim());
      const values = own.map(
        (_, place) => `${others.length === 0 ? "value" : `value ->> ${place}`} as "${columns[place]}"`,
      );
      if (ordinality !== undefined) values.push(`key + 1 as "${columns.at(-1)}"`);
      const rows = parameter(others.length === 0 ? [first] : own);
      return `(select ${values.join(", ")} from json_each(${rows})) ${alias}`;
    },
  );
  text = text.replace(
    ANY,
    (_, number: string) => `in (select value from json_each(${parameter([Number(number) - 1])}))`,
  );
  text = text.replace(VALUE, (_, number: string) => parameter(Number(number) - 1));
  for (const [from, to] of WORDS) text = text.replace(from, to);
  return { text, sources };
}
