/** `viewer` sees everything but addresses, and changes nothing. `operator` also reveals addresses, and steers. */
export type Role = "viewer" | "operator";

/** The visitor of a request. */
export interface Visitor {
  /** Recorded with every action. Absent = unknown: they state their name with each action. */
  readonly actor?: string | undefined;
  readonly role: Role;
}

/**
 * What the application's own `authorize` returns for an unauthorized visitor: nothing, in any form that an expression
 * such as `staff && {…}` produces.
 */
export type NoVisitor = undefined | null | false | "" | 0;

/** Accepts a visitor with a known role; any other result of `authorize` denies access. */
export function knownVisitor(answered: unknown): Visitor | undefined {
  if (typeof answered !== "object" || answered === null) return undefined;
  const { role, actor } = answered as Partial<Record<keyof Visitor, unknown>>;
  if (role !== "viewer" && role !== "operator") return undefined;
  return { role, actor: actor === undefined || actor === null ? undefined : String(actor) };
}
