import type { ComponentChildren } from "preact";

export interface Column {
  readonly name: string;
  readonly isNumber?: boolean;
}

/** What scrolls has to be reachable by keyboard, and to say what it is. */
export const scrolls = (label: string) =>
  ({ class: "scroll", role: "group", tabIndex: 0, "aria-label": label }) as const;

/** A table that scrolls by itself where it is wider than its place, by keyboard as well. The first cell names its row. */
export function Table({
  label,
  columns,
  rows,
}: {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly rows: readonly {
    readonly key: string;
    readonly cells: readonly ComponentChildren[];
    readonly tone?: string;
  }[];
}) {
  const kind = (place: number) => (columns[place]?.isNumber ? "n" : "");
  return (
    <div {...scrolls(label)}>
      <table>
        <thead>
          <tr>
            {columns.map(({ name }, place) => (
              <th key={name} scope="col" class={kind(place)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells, tone }) => (
            <tr key={key} class={tone ?? ""}>
              {cells.map((cell, place) =>
                place === 0 ? (
                  <th key={columns[place]?.name} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={columns[place]?.name} class={kind(place)}>
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
