/** A `viewer` can read everything except addresses. An `operator` can also reveal addresses and send commands. */
export type Role = "viewer" | "operator";

export interface Visitor {
  /** The visitor's name, which is recorded with each action. If absent, the visitor must enter it with each action. */
  readonly actor?: string | undefined;
  readonly role: Role;
}

/** Empty values that `authorize` returns to deny access. */
export type NoVisitor = undefined | null | false | "" | 0;

/** Returns the visitor if its role is known. Any other result denies access. */
export function knownVisitor(answered: unknown): Visitor | undefined {
  if (typeof answered !== "object" || answered === null) return undefined;
  const { role, actor } = answered as Partial<Record<keyof Visitor, unknown>>;
  if (role !== "viewer" && role !== "operator") return undefined;
  return { role, actor: actor === undefined || actor === null ? undefined : String(actor) };
}
