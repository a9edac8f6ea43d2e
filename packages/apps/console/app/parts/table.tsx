import type { ComponentChildren } from "preact";

/** A column's name. A column contains text or numbers. */
type Column = string | { readonly number: string };

export const numbers = (...names: readonly string[]): readonly Column[] => names.map((number) => ({ number }));

/** An element that scrolls needs a name, and must be reachable by keyboard. */
export const scrolls = (label: string) =>
  ({ class: "scroll", role: "group", tabIndex: 0, "aria-label": label }) as const;

/** The ARIA roles of table rows and cells. Browsers remove these roles if CSS displays a row as several lines. */
const said = {
  table: { role: "table" },
  row: { role: "row" },
  columnName: { role: "columnheader" },
  rowName: { role: "rowheader" },
  cell: { role: "cell" },
} as const;

interface TableProps {
  readonly label: string;
  /** True if a phone shows each row as several lines, for cells with sentences and buttons. @default false */
  readonly stacks?: boolean;
  readonly columns: readonly Column[];
  readonly rows: readonly {
    readonly key: string;
    readonly cells: readonly ComponentChildren[];
    readonly tone?: string;
  }[];
}

export function FoldedTable({ summary, ...table }: TableProps & { readonly summary: string }) {
  return (
    <details>
      <summary>{summary}</summary>
      <Table {...table} />
    </details>
  );
}

/** A table. If the table is wider than the page, it scrolls, also by keyboard. Each row's first cell is its header. */
export function Table({ label, columns, rows, stacks }: TableProps) {
  const names = columns.map((column) => (typeof column === "string" ? column : column.number));
  const kind = (place: number) => (typeof columns[place] === "object" ? "n" : "");
  return (
    <div {...scrolls(label)}>
      <table class={stacks ? "stacks" : ""} {...said.table}>
        <thead>
          <tr {...said.row}>
            {names.map((name, place) => (
              <th key={name} scope="col" class={kind(place)} {...said.columnName}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells, tone }) => (
            <tr key={key} class={tone ?? ""} {...said.row}>
              {cells.map((cell, place) =>
                place === 0 ? (
                  <th key={names[place]} scope="row" {...said.rowName}>
                    {cell}
                  </th>
                ) : (
                  <td key={names[place]} class={kind(place)} data-name={names[place]} {...said.cell}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
