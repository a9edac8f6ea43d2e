import type { RenderInput } from "@relance/spec";

/** Names that relance gives to every template; a column of the same name is hidden by them. */
export const GIVEN: readonly string[] = ["key", "campaign", "deadline", "ack", "optout"];

/** What is known about a message besides the person. */
export interface ScopeContext {
  readonly campaign: { readonly name: string };
  /** Written when the template asks for it. */
  readonly deadlineText: () => string;
}

/** An empty or blank cell of a CSV file is a missing value. */
export function isMissing(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "string" && value.charCodeAt(0) <= 32 && value.trim() === "";
}

/** What a template sees. Empty cells are left out, so that a template that needs one refuses the row. */
export function renderScope(
  input: Omit<RenderInput, "ack" | "optout"> & Partial<Pick<RenderInput, "ack" | "optout">>,
  context: ScopeContext,
): object {
  const scope: Record<string, unknown> = Object.create(null);
  const { variables } = input;
  for (const name of Object.keys(variables)) {
    const value = variables[name];
    if (!isMissing(value)) scope[name] = value;
  }
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
