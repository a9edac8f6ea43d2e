/** A `viewer` reads everything except addresses. An `operator` can also reveal addresses and send commands. */
export type Role = "viewer" | "operator";

export interface Visitor {
  /** The visitor's name, recorded with every action. Without a name, the visitor enters one with each action. */
  readonly actor?: string | undefined;
  readonly role: Role;
}

/** The empty values that `authorize` may return for an unauthorized visitor. */
export type NoVisitor = undefined | null | false | "" | 0;

/** Accepts a visitor with a known role. Any other result of `authorize` denies access. */
export function knownVisitor(answered: unknown): Visitor | undefined {
  if (typeof answered !== "object" || answered === null) return undefined;
  const { role, actor } = answered as Partial<Record<keyof Visitor, unknown>>;
  if (role !== "viewer" && role !== "operator") return undefined;
  return { role, actor: actor === undefined || actor === null ? undefined : String(actor) };
}
