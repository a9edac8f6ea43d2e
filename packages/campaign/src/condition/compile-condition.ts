import { createContext, Script } from "node:vm";
import type { ASTNode, Environment, ParseResult } from "@marcbachmann/cel-js";
import { cel } from "../libraries.ts";
import { isMissing } from "../templates/render-scope.ts";

type Verdict =
  | { readonly holds: boolean; readonly reason?: undefined }
  | { readonly reason: "message/missing-variable" | "message/bad-condition"; readonly advice: string };

export interface Condition {
  readonly columns: readonly string[];
  readonly advice: string | undefined;
  /** True if the condition may be slow for a row of this many characters, for example because it has loops. */
  mayTakeLong(characters: number): boolean;
  /** Evaluates the condition. It never throws. If an empty cell makes a comparison impossible, the result is false. */
  judge(row: Readonly<Record<string, unknown>>): Verdict;
}

/** A condition with at most this many operations takes at most half a second. */
const QUICK = 4_000_000_000;

const EXAMPLE = 'write a condition such as "age < 75"';

let environment: Environment | undefined;

export function compileCondition(text: string): Condition {
  environment ??= conditionEnvironment();
  let parsed: ParseResult;
  try {
    parsed = environment.parse(text);
  } catch (error) {
    const fact = error instanceof cel().ParseError ? error.summary : "unreadable";
    return unusable(`${EXAMPLE}: ${fact.charAt(0).toLowerCase()}${fact.slice(1)}`);
  }
  const checked = parsed.check();
  const { columns, advice, size, isLaborious } = lintCondition(parsed.ast);
  if (advice !== undefined) return unusable(advice);
  if (!checked.valid) {
    return unusable(`${EXAMPLE}: ${checked.error?.summary ?? "it has no meaning"}`);
  }
  if (!decides(checked.type, parsed.ast.op)) return unusable(`${EXAMPLE}: a condition must be true or false`);
  return {
    columns,
    advice: undefined,
    // searching a text in another takes at most time proportional to the product of their lengths
    mayTakeLong: (characters) => isLaborious || size * characters ** 2 > QUICK,
    judge: (row) => judge(parsed, columns, row),
  };
}

function decides(type: string | undefined, operator: string): boolean {
  return (type === "bool" || type === "dyn") && !["+", "-", "*", "/", "%"].includes(operator);
}

function unusable(advice: string): Condition {
  const verdict: Verdict = { reason: "message/bad-condition", advice };
  return { columns: [], advice, mayTakeLong: () => false, judge: () => verdict };
}

function judge(parsed: ParseResult, columns: readonly string[], row: Readonly<Record<string, unknown>>): Verdict {
  const cells: Record<string, unknown> = Object.create(null);
  for (const column of columns) {
    if (!Object.hasOwn(row, column)) {
      return { reason: "message/missing-variable", advice: `this row has no column ${column}, which when: needs` };
    }
    cells[column] = isMissing(row[column]) ? "" : row[column];
  }
  try {
    const result: unknown = parsed(cells);
    if (typeof result === "boolean") return { holds: result };
  } catch (error) {
    if (columns.some((column) => cells[column] === "")) return { holds: false };
    if (error instanceof NotANumber) {
      return {
        reason: "message/bad-condition",
        advice: `when: compares ${columns.join(" or ")} with a number, but the cell contains no number`,
      };
    }
  }
  return { reason: "message/bad-condition", advice: `when: has no result for the values of ${columns.join(" and ")}` };
}

class EmptyCell extends Error {}

class NotANumber extends Error {}

/** CEL without loops. The cells of a CSV file are text, so a comparison with a number converts the cell to a number. */
function conditionEnvironment(): Environment {
  const environment = new (cel().Environment)({
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

const script = new Script("work()");
let realm: { work?: () => unknown } | undefined;

/** Returns `undefined` if `work` takes longer than `ms`. Most conditions end sooner than the timeout starts. */
export function withinTime<T>(work: () => T, ms: number): T | undefined {
  realm ??= createContext({}) as { work?: () => unknown };
  let answer: { readonly value: T } | undefined;
  realm.work = () => {
    answer = { value: work() };
  };
  try {
    script.runInContext(realm, { timeout: ms });
  } catch (error) {
    if (!isTimeout(error)) throw error;
  }
  return answer?.value;
}

function isTimeout(error: unknown): boolean {
  // an error from the other context is not an instance of this context's Error
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

function lintCondition(root: ASTNode) {
  const columns = new Set<string>();
  let advice: string | undefined;
  let size = 0;
  let isLaborious = false; // true if the condition visits members of lists, or builds texts longer than the row
  const visit = (node: ASTNode, bound: ReadonlySet<string>): void => {
    size += 1;
    if (node.op === "id") {
      if (typeof node.args === "string" && !bound.has(node.args)) columns.add(node.args);
      return;
    }
    advice ??= adviceFor(node);
    const variables = macroVariables(node);
    isLaborious ||= variables.length > 0 || grows(node);
    const locals = new Set([...bound, ...variables]);
    for (const child of nodesIn(node.args)) visit(child, locals);
  };
  visit(root, new Set());
  if (root.op === "id") advice ??= `compare the column with a value, such as ${String(root.args)} == "yes"`;
  if (columns.size === 0) advice ??= "compare a column with a value: this is the same for every row";
  return { columns: [...columns], advice, size, isLaborious };
}

function adviceFor(node: ASTNode): string | undefined {
  if (node.op === "==" || node.op === "!=") {
    const sides = nodesIn(node.args);
    if (sides.some(isNumber) && sides.some((side) => side.op === "id")) {
      return `cells are text: write ${node.op} "75" instead of ${node.op} 75, or compare with < and >`;
    }
  }
  if (node.op === "in") {
    const [value, list] = nodesIn(node.args);
    if (value?.op === "id" && list?.op === "list" && nodesIn(list.args).some(isNumber)) {
      return 'cells are text: write in ["75", "76"] instead of in [75, 76]';
    }
  }
  if ((node.op === "call" || node.op === "rcall") && node.args[0] === "matches") {
    return "matches is not available, because a pattern can hang on a long cell: use startsWith, endsWith or contains";
  }
  return undefined;
}

function isNumber(node: ASTNode): boolean {
  return node.op === "value" && (typeof node.args === "number" || typeof node.args === "bigint");
}

/** Returns whether an expression can build long texts: it joins texts, or binds a text to a name and repeats it. */
function grows({ op, args }: ASTNode): boolean {
  return op === "+" || (op === "rcall" && ["bind", "join"].includes(args[0]));
}

function macroVariables(node: ASTNode): readonly string[] {
  if (node.op !== "rcall" || !["all", "exists", "exists_one", "filter", "map"].includes(node.args[0])) return [];
  const [variable] = node.args[2];
  return variable?.op === "id" && typeof variable.args === "string" ? [variable.args] : [];
}

function nodesIn(value: unknown): ASTNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return typeof value === "object" && value !== null && "op" in value ? [value as ASTNode] : [];
}
