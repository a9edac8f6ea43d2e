import { type Markup, markup, type Piece } from "./markup.ts";

/** A column: numbers stand to the right. */
export interface Column {
  readonly name: string;
  readonly isNumber?: boolean | undefined;
}

/** A table that scrolls by itself where it is wider than its place, by keyboard as well. */
export function reportTable(columns: readonly Column[], rows: readonly (readonly Piece[])[]): Markup {
  const kind = (place: number) => (columns[place]?.isNumber === true ? "n" : "");
  const label = columns.map(({ name }) => name).join(", ");
  return markup`<div class="scroll" role="group" tabindex="0" aria-label="${label}"><table><thead><tr>${columns.map(
    ({ name }, place) => markup`<th scope="col" class="${kind(place)}">${name}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => markup`<tr>${row.map((cell, place) => markup`<td class="${kind(place)}">${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
}

/** The same, folded away: for those who do not see the picture above it, or want the numbers. */
export function foldedTable(summary: string, columns: readonly Column[], rows: readonly (readonly Piece[])[]): Markup {
  return markup`<details><summary>${summary}</summary>${reportTable(columns, rows)}</details>`;
}

/** Names with values, side by side. */
export function factList(
  facts: readonly {
    readonly name: string;
    readonly value: Piece;
    readonly isBig?: boolean | undefined;
    /** Its colour in the picture above. */
    readonly tone?: string | undefined;
  }[],
): Markup {
  return markup`<dl class="facts">${facts.map(
    ({ name, value, isBig, tone }) =>
      markup`<div class="${isBig === true ? "big" : ""}"><dt>${
        tone === undefined ? undefined : markup`<i class="dot ${tone}"></i>`
      }${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}
