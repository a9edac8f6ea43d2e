import { MessageError, type RenderInput } from "@relance/spec";
import type { Variables } from "../admit/read-variables.ts";

/** The names that relance provides in every template. These names hide columns with the same names. */
export const GIVEN: readonly string[] = ["key", "campaign", "deadline", "ack", "optout"];

interface ScopeContext {
  readonly campaign: { readonly name: string };
  readonly deadlineText: () => string;
}

export function renderScope(
  input: Omit<RenderInput, "ack" | "optout"> & Partial<Pick<RenderInput, "ack" | "optout">>,
  context: ScopeContext,
): object {
  const scope = presentValues(input.variables);
  scope.key = input.key;
  scope.campaign = context.campaign;
  scope.ack = input.ack;
  scope.optout = input.optout;
  Object.defineProperty(scope, "deadline", { enumerable: true, configurable: true, get: context.deadlineText });
  return scope;
}

/** Returns whether a value is missing. An empty or blank CSV cell counts as missing. */
export function isMissing(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "string" && value.charCodeAt(0) <= 32 && value.trim() === "";
}

/** Returns a row's values without missing ones at any depth. List items keep their positions. */
export function presentValues(values: Readonly<Variables>): Variables {
  const present: Variables = Object.create(null);
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (!isMissing(value)) present[name] = presentValue(value);
  }
  return present;
}

function presentValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (isMissing(item) ? undefined : presentValue(item)));
  return isNested(value) ? presentValues(value) : value;
}

/** Wraps values so that a missing one refuses the row when it is read, and no recipient gets "Dear undefined". */
export function neededValues<V extends object>(values: V, template: string, path: readonly string[] = []): V {
  return new Proxy(values, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof name === "symbol" || name === "toJSON") return value; // the JavaScript engine reads these names
      const whole = [...path, name];
      if (value === undefined) {
        const advice = `${template} needs ${whole.join(".")}, which this row lacks`;
        throw new MessageError("message/missing-variable", advice);
      }
      return isNested(value) ? neededValues(value, template, whole) : value;
    },
  });
}

function isNested(value: unknown): value is Variables {
  return typeof value === "object" && value !== null;
}
