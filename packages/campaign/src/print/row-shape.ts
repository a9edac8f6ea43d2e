import type { CampaignDefinition } from "@relance/spec";
import { compileCondition } from "../condition/compile-condition.ts";
import { compileText } from "../templates/compile-text.ts";
import { GIVEN } from "../templates/render-scope.ts";
import type { TemplateBook } from "../templates/template-book.ts";
import { conditionCode } from "./condition-code.ts";

/** What the campaign does with a column's cells; a text is all that is known of one that it does not name. */
export type Cell = "text" | "key" | "address" | "instant" | "flag" | "value" | "any";

/** Columns of a campaign's rows, in the order of the file's head, or in which the campaign names them. */
export type RowShape = ReadonlyMap<string, Cell>;

interface ShapeInput {
  readonly definition: CampaignDefinition;
  readonly book: TemplateBook;
  /** Of the audience's file; absent = rows come from the program. */
  readonly columns: readonly string[] | undefined;
}

/** The columns of an audience's file, or those that the campaign names. */
export function rowShape({ definition, book, columns }: ShapeInput): RowShape {
  const used = usedColumns(definition, book);
  return columns === undefined ? used : new Map(columns.map((name) => [name, used.get(name) ?? "text"]));
}

function usedColumns(definition: CampaignDefinition, book: TemplateBook): RowShape {
  const { audience, acknowledge, deadline, steps } = definition;
  const found = new Map<string, Cell>();
  const add = (name: string | undefined, cell: Cell) => {
    if (name !== undefined && !found.has(name)) found.set(name, cell);
  };
  add(audience?.key ?? "id", "key");
  for (const { when } of steps) {
    if (when === undefined) continue; // before addresses: a row may leave out those, and nothing that a condition reads
    for (const name of conditionCode(when)?.flags ?? []) add(name, "flag");
    for (const name of compileCondition(when).columns) add(name, "value");
  }
  const reached = [...new Set(steps.map(({ channel }) => channel))];
  for (const channel of reached)
    for (const name of [audience?.contacts?.[channel] ?? channel].flat()) add(name, "address");
  if (typeof deadline === "object") add(deadline.column, "instant");
  add(audience?.locale, "value");
  add(audience?.timezone, "value");
  add(acknowledge?.factor?.column, "value");
  const uses = steps.flatMap(({ template, channel }) => [...book.variants(template, channel).values()]);
  const paths = [...uses.flatMap((template) => template.uses), ...linkUses(definition, book)].map(({ path }) => path);
  for (const [root = "", ...inner] of paths) if (!GIVEN.includes(root)) add(root, inner.length > 0 ? "any" : "value");
  return found;
}

function linkUses({ acknowledge }: CampaignDefinition, book: TemplateBook) {
  const link = acknowledge?.deepLink;
  if (link === undefined) return [];
  const url = typeof link === "string" ? link : link.url;
  return compileText(book.engines.address, url, { file: "", line: 1, column: 1 }).uses;
}
