/** A `viewer` reads everything but addresses. An `operator` also reveals addresses and sends commands. */
export type Role = "viewer" | "operator";

export interface Visitor {
  /** The visitor's name, which is recorded with each action. If absent, the visitor enters a name with each action. */
  readonly actor?: string | undefined;
  readonly role: Role;
}

/** Empty values by which `authorize` denies access. */
export type NoVisitor = undefined | null | false | "" | 0;

/** Accepts a visitor whose role is known. Any other result of `authorize` denies access. */
export function knownVisitor(answered: unknown): Visitor | undefined {
  if (typeof answered !== "object" || answered === null) return undefined;
  const { role, actor } = answered as Partial<Record<keyof Visitor, unknown>>;
  if (role !== "viewer" && role !== "operator") return undefined;
  return { role, actor: actor === undefined || actor === null ? undefined : String(actor) };
}
