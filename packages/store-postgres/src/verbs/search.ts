import type { FoundText } from "@relance/spec";
import type { Reading } from "@relance/store";
import { listOf, numberAt, textForms } from "@relance/store";

/** Whatever can hold text or bytes, tables of a later version included. */
const COLUMNS = `select c.table_name, c.column_name, c.data_type from information_schema.columns c
  join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
  where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
  and c.data_type in ('text', 'character varying', 'bytea', 'json', 'jsonb', 'ARRAY') order by 1, 2`;

/** Looks for texts in every column of every table, as it is, as JSON writes it and as forms do. */
export async function search({ sql }: Reading, texts: readonly string[]): Promise<readonly FoundText[]> {
  const sane = texts.map((text) => (text.includes("\0") ? [] : textForms(text)));
  const forms = sane.flat();
  if (forms.length === 0) return [];
  const owner = sane.flatMap((own, text) => own.map(() => text));
  const found = new Map<string, FoundText>();
  for (const [table, column, type] of (await sql.rows(COLUMNS)) as [string, string, string][]) {
    for (const row of await sql.rows(statement(table, column, type), listOf(forms))) {
      const text = owner[numberAt(row, 0) - 1] ?? 0;
      const place = `${table}.${column}`;
      const count = (found.get(`${text} ${place}`)?.count ?? 0) + numberAt(row, 1);
      found.set(`${text} ${place}`, { text, place, count });
    }
  }
  return [...found.values()];
}

function statement(table: string, column: string, type: string): string {
  const hit =
    type === "bytea"
      ? `position(convert_to(u.form, 'UTF8') in t."${column}")`
      : `strpos(t."${column}"::text, u.form)`;
  return `select u.n, count(*) from "${table}" t
    join unnest($1::text[]) with ordinality u (form, n) on ${hit} > 0 group by u.n`;
}
