import type { RenderInput } from "@relance/spec";
import { presentValues } from "./row-values.ts";

/** Names that relance gives to every template; a column of the same name is hidden by them. */
export const GIVEN: readonly string[] = ["key", "campaign", "deadline", "ack", "optout"];

export interface ScopeContext {
  readonly campaign: { readonly name: string };
  /** Written when the template asks for it. */
  readonly deadlineText: () => string;
}

/** What a template sees. Missing values are left out, so that a template that needs one refuses the row. */
export function renderScope(
  input: Omit<RenderInput, "ack" | "optout"> & Partial<Pick<RenderInput, "ack" | "optout">>,
  context: ScopeContext,
): object {
  const scope = presentValues(input.variables);
  scope.key = input.key;
  scope.campaign = context.campaign;
  scope.ack = input.ack;
  scope.optout = input.optout;
  Object.defineProperty(scope, "deadline", {
    enumerable: true,
    configurable: true,
    get: context.deadlineText,
  });
  return scope;
}
