import type { ASTNode } from "@marcbachmann/cel-js";
import type { CampaignDefinition, CompiledCampaign } from "@relance/spec";
import { readCampaign } from "../campaign/campaign-source.ts";
import type { LoadCampaignOptions } from "../campaign/compile-campaign.ts";
import { compileCondition, nodesIn, parseCondition } from "../condition/compile-condition.ts";
import { yaml } from "../libraries.ts";
import { compileText } from "../templates/compile-text.ts";
import { GIVEN } from "../templates/render-scope.ts";
import type { TemplateBook } from "../templates/template-book.ts";

const TYPES = {
  text: "string",
  key: "string | number",
  address: "string | undefined",
  instant: "string | Date",
  flag: "boolean",
  value: "string | number",
  any: "unknown",
};
type Cell = keyof typeof TYPES;

/**
 * Prints the TypeScript types of a campaign file's rows and answers; `shown` is the file's name in error messages.
 * @throws {ConfigError} `config/not-found`, `campaign/invalid`
 */
export async function printTypes(file: string, shown: string, options: LoadCampaignOptions = {}): Promise<string> {
  const { campaign, book, columns: header } = await readCampaign(file, options);
  const { definition } = campaign;
  const used = usedColumns(definition, book);
  const row = header?.map((column) => [column, used.get(column) ?? "text"] as const) ?? [...used];
  const name = typeName(definition.name);
  const answers = Object.keys(definition.confirm?.buttons ?? { done: "close" });
  const columns = row.map(
    ([column, cell]) => `    readonly ${named(column)}${cell === "address" ? "?" : ""}: ${TYPES[cell]};`,
  );
  return `// Printed by: relance print ${shown}
/** For loadCampaign<${name}>(…) and defineTemplates<${name}["row"]>(). */
export interface ${name} {
  readonly row: {
${columns.join("\n")}
  };
  readonly answer: ${answers.map((answer) => JSON.stringify(answer)).join(" | ")};
}
`;
}

function named(column: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(column) ? column : JSON.stringify(column);
}

function typeName(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^\d/.test(joined) ? `Campaign${joined}` : joined;
}

function usedColumns(definition: CampaignDefinition, book: TemplateBook): ReadonlyMap<string, Cell> {
  const { audience, confirm, deadline, steps } = definition;
  const found = new Map<string, Cell>();
  const add = (name: string | undefined, cell: Cell) => {
    if (name !== undefined && !found.has(name)) found.set(name, cell);
  };
  add(audience?.key ?? "id", "key");
  for (const { when } of steps) {
    if (when === undefined) continue; // a row may omit an address, but not a column that a condition reads
    for (const name of flagsIn(parseCondition(when))) add(name, "flag");
    for (const name of compileCondition(when).columns) add(name, "value");
  }
  const reached = [...new Set(steps.map(({ channel }) => channel))];
  for (const channel of reached)
    for (const name of [audience?.contacts?.[channel] ?? channel].flat()) add(name, "address");
  if (typeof deadline === "object") add(deadline.column, "instant");
  add(audience?.locale, "value");
  add(audience?.timezone, "value");
  add(confirm?.factor?.column, "value");
  const uses = steps.flatMap(({ template, channel }) => [...book.variants(template, channel).values()]);
  const paths = [...uses.flatMap((template) => template.uses), ...linkUses(definition, book)].map(({ path }) => path);
  for (const [root = "", ...inner] of paths) if (!GIVEN.includes(root)) add(root, inner.length > 0 ? "any" : "value");
  return found;
}

function flagsIn({ op, args }: ASTNode): string[] {
  const nodes = nodesIn(args);
  const [left, right] = nodes;
  const isFlag = (op === "==" || op === "!=") && left?.op === "id" && right?.op === "value";
  return isFlag && typeof right.args === "boolean" ? [left.args] : nodes.flatMap(flagsIn);
}

function linkUses({ confirm }: CampaignDefinition, book: TemplateBook) {
  const link = confirm?.deepLink;
  if (link === undefined) return [];
  return compileText(book.engines.address, link, { file: "", line: 1, column: 1 }).uses;
}

const EDITOR = "# yaml-language-server: $schema=node_modules/@relance/campaign/campaign.schema.json";
const SHORT = 120;

/** Prints a campaign file. With the same templates, the file has the same hash as the campaign. */
export function printCampaign({ definition }: Pick<CompiledCampaign, "definition">): string {
  const { Document, visit } = yaml();
  const document = new Document(definition);
  visit(document.contents, {
    Collection(_, node, path) {
      if (path.length > 0 && JSON.stringify(node).length < SHORT) node.flow = true;
    },
  });
  return `${EDITOR}\n${document.toString({ lineWidth: 0 })}`;
}
