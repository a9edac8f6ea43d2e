import { MessageError } from "@relance/spec";
import type { Liquid, Template, UndefinedVariableError } from "liquidjs";
import type { Place } from "../check/finding.ts";
import { liquid } from "../libraries.ts";
import { AbsentValue } from "./liquid-engines.ts";

export interface VariableUse {
  /** The names in a variable's path, such as `["address", "city"]`. */
  readonly path: readonly string[];
  readonly place: Place;
}

export interface CompiledText {
  readonly uses: readonly VariableUse[];
  /** @throws {MessageError} `message/missing-variable`, `message/template-failed` */
  print(scope: object): string;
}

export class TemplateMistake extends Error {
  readonly place: Place;
  constructor(advice: string, place: Place) {
    super(advice);
    this.place = place;
  }
}

export interface TextOrigin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function compileText(engine: Liquid, source: string, origin: TextOrigin): CompiledText {
  const unclosed = unclosedOutput(source);
  if (unclosed !== undefined)
    throw new TemplateMistake("this {{ is not closed: write }} after the name", placeAt(source, unclosed, origin));
  let parsed: Template[];
  try {
    parsed = engine.parse(source);
  } catch (error) {
    throw new TemplateMistake(parseAdvice(error), locateError(error, origin));
  }
  const unopened = unopenedOutput(source);
  if (unopened !== undefined)
    throw new TemplateMistake("this }} is not opened: write {{ before the name", placeAt(source, unopened, origin));
  return { uses: findUses(engine, parsed, origin), print: (scope) => print(engine, parsed, origin, scope) };
}

/** Liquid reads `{{ name, come? {{ ack.url }}` as `{{ name }}` and drops the text in between. */
function unclosedOutput(source: string): number | undefined {
  if (/\{%-?\s*raw\b/.test(source)) return undefined;
  let open = source.indexOf("{{");
  while (open >= 0) {
    const next = source.indexOf("{{", open + 2);
    if (next >= 0 && next < source.indexOf("}}", open + 2)) return open;
    open = next;
  }
  return undefined;
}

/** Finds a `}}` that Liquid would print. Balanced braces, as in JSON and CSS, are text. */
function unopenedOutput(source: string): number | undefined {
  const { Tokenizer, TokenKind } = liquid();
  let depth = 0;
  for (const { kind, begin, end } of new Tokenizer(source).readTopLevelTokens()) {
    if (kind !== TokenKind.HTML) continue;
    for (let at = begin; at < end; at++) {
      if (source[at] === "{") depth += 1;
      if (source[at] !== "}") continue;
      if (depth < 2 && source[at + 1] === "}") return at;
      depth = Math.max(0, depth - 1);
    }
  }
  return undefined;
}

function placeAt(source: string, index: number, origin: TextOrigin): Place {
  const before = source.slice(0, index).split("\n");
  return shift(before.length, (before.at(-1)?.length ?? 0) + 1, origin);
}

function print(engine: Liquid, parsed: Template[], origin: TextOrigin, scope: object): string {
  try {
    return String(engine.renderSync(parsed, scope));
  } catch (error) {
    const { LiquidError, UndefinedVariableError } = liquid();
    const { file, line, column } = locateError(error, origin);
    const place = `${file}:${line}:${column}`;
    if (error instanceof UndefinedVariableError) {
      throw new MessageError("message/missing-variable", `${place} needs ${variableName(error)}, which this row lacks`);
    }
    if (LiquidError.is(error) && error.originalError instanceof AbsentValue) {
      const text = error.token.getText();
      throw new MessageError("message/missing-variable", `${place} needs a value for ${text}, which this row lacks`);
    }
    throw new MessageError("message/template-failed", `${place} cannot be rendered for this row`, { cause: error });
  }
}

function variableName(error: UndefinedVariableError): string {
  return /undefined variable: ([^,\n]+)/.exec(error.message)?.[1] ?? "a variable";
}

function findUses(engine: Liquid, parsed: Template[], origin: TextOrigin): VariableUse[] {
  const { globals } = engine.analyzeSync(parsed, { partials: false });
  return Object.values(globals).flatMap((variables) =>
    variables.map(({ segments, location }) => {
      const end = segments.findIndex((segment) => typeof segment !== "string");
      const path = (end < 0 ? segments : segments.slice(0, end)).map(String);
      return { path, place: shift(location.row, location.col, origin) };
    }),
  );
}

function locateError(error: unknown, origin: TextOrigin): Place {
  const token = liquid().LiquidError.is(error) ? error.token : undefined;
  const [row, column] = token?.getPosition() ?? [1, 1];
  return shift(row ?? 1, column ?? 1, origin);
}

function shift(row: number, column: number, origin: TextOrigin): Place {
  return { file: origin.file, line: origin.line + row - 1, column: row === 1 ? origin.column + column - 1 : column };
}

function parseAdvice(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  const fact = message.replace(/, line:\d+, col:\d+[\s\S]*$/, "").split("\n")[0] ?? "";
  const tag = /tag "(include|render|layout|block)" not found/.exec(fact)?.[1];
  if (tag !== undefined) return `${tag} is not available: write the text into this file`;
  return `this is not a Liquid template: ${fact}`;
}
