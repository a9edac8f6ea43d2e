import type { ASTNode } from "@marcbachmann/cel-js";

/** Names and advice that only a look at the whole expression gives. */
export interface ConditionFacts {
  readonly columns: readonly string[];
  readonly advice: string | undefined;
  /** How many parts the expression has. */
  readonly size: number;
  /** It looks at the members of lists one by one, or makes longer texts than the row has. */
  readonly isLaborious: boolean;
}

/** Collects the columns of an expression and finds what would silently never hold. */
export function lintCondition(root: ASTNode): ConditionFacts {
  const columns = new Set<string>();
  let advice: string | undefined;
  let size = 0;
  let isLaborious = false;
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

/** Texts are put together, over and over where they have names of their own. */
function grows({ op, args }: ASTNode): boolean {
  return op === "+" || (op === "rcall" && ["bind", "join"].includes(args[0]));
}

/** `list.exists(x, …)` binds x. */
function macroVariables(node: ASTNode): readonly string[] {
  if (node.op !== "rcall" || !["all", "exists", "exists_one", "filter", "map"].includes(node.args[0])) return [];
  const [variable] = node.args[2];
  return variable?.op === "id" && typeof variable.args === "string" ? [variable.args] : [];
}

function nodesIn(value: unknown): ASTNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return typeof value === "object" && value !== null && "op" in value ? [value as ASTNode] : [];
}
