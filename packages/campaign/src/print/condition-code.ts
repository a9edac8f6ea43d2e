import type { ASTNode } from "@marcbachmann/cel-js";
import { parseCondition } from "../condition/compile-condition.ts";
import { type Condition, conditionColumns } from "../typed/condition-builder.ts";

/** A condition as code, and what that code prints. */
interface Coded {
  readonly code: string;
  readonly condition: Condition;
  /** Columns that are compared with true or false. */
  readonly flags: readonly string[];
}

const COMPARE: Readonly<Record<string, "lt" | "lte" | "gt" | "gte">> = {
  "<": "lt",
  "<=": "lte",
  ">": "gt",
  ">=": "gte",
};
const METHODS = ["startsWith", "endsWith", "contains"] as const;

const columns = conditionColumns();

/** The code that prints this very expression; `undefined` where there is none. */
export function conditionCode(text: string): Pick<Coded, "code" | "flags"> | undefined {
  const coded = codeOf(parseCondition(text));
  return coded?.condition.text === text ? coded : undefined;
}

function codeOf(node: ASTNode): Coded | undefined {
  if (node.op === "&&" || node.op === "||") {
    const [left, right] = node.args.map(codeOf);
    if (left === undefined || right === undefined) return undefined;
    const [method, flags] = [node.op === "&&" ? "and" : "or", [...left.flags, ...right.flags]] as const;
    const condition = left.condition[method](right.condition);
    return { code: `${left.code}.${method}(${right.code})`, condition, flags };
  }
  if (node.op === "!_") {
    const inner = codeOf(node.args);
    return inner && { ...inner, code: `${inner.code}.not()`, condition: inner.condition.not() };
  }
  if (node.op === "rcall") {
    const [name, receiver, [argument]] = node.args;
    const method = METHODS.find((one) => one === name);
    const value = argument && literalOf(argument);
    if (method === undefined || receiver.op !== "id" || typeof value !== "string") return undefined;
    return asked(receiver.args, `${method}(${JSON.stringify(value)})`, (column) => column[method](value));
  }
  return comparisonCode(node);
}

function comparisonCode({ op, args }: ASTNode): Coded | undefined {
  const [left, right] = Array.isArray(args) ? (args as readonly ASTNode[]) : [];
  if (left?.op !== "id" || right === undefined) return undefined;
  const name = left.args;
  if (op === "in" && right.op === "list") {
    const values = right.args.map(literalOf).filter((value) => typeof value === "string");
    return values.length === right.args.length
      ? asked(name, `in(${JSON.stringify(values)})`, (column) => column.in(values))
      : undefined;
  }
  const value = literalOf(right);
  const compare = COMPARE[op];
  if (compare !== undefined && typeof value === "number")
    return asked(name, `${compare}(${value})`, (column) => column[compare](value));
  if (op === "==" && value === "") return asked(name, "isEmpty()", (column) => column.isEmpty());
  if ((op !== "==" && op !== "!=") || (typeof value !== "string" && typeof value !== "boolean")) return undefined;
  const equal = op === "==" ? "eq" : "ne";
  const coded = asked(name, `${equal}(${JSON.stringify(value)})`, (column) => column[equal](value));
  return typeof value === "boolean" ? { ...coded, flags: [name] } : coded;
}

type Column = (typeof columns)[string];

function asked(name: string, call: string, ask: (column: Column) => Condition): Coded {
  return { code: `row.${name}.${call}`, condition: ask(columns[name] as Column), flags: [] };
}

function literalOf(node: ASTNode): string | number | boolean | undefined {
  if (node.op === "-_") {
    const value = literalOf(node.args);
    return typeof value === "number" ? -value : undefined;
  }
  if (node.op !== "value") return undefined;
  const { args: value } = node;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
}
