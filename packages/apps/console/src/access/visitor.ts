/** `viewer` sees everything but addresses, and changes nothing. `operator` also reveals addresses, and steers. */
export type Role = "viewer" | "operator";

/** Who looks. */
export interface Visitor {
  /** Stands beside whatever they do. Absent = not known: they say their name with each action. */
  readonly actor?: string | undefined;
  readonly role: Role;
}

/**
 * What the application's own `authorize` answers for a recipient who may not look: nothing, in whichever way an
 * expression such as `staff && {…}` says it.
 */
export type NoVisitor = undefined | null | false | "" | 0;

/** Whom `authorize` lets in: a visitor with a role that we know. Whatever else it answers leaves the door closed. */
export function knownVisitor(answered: unknown): Visitor | undefined {
  if (typeof answered !== "object" || answered === null) return undefined;
  const { role, actor } = answered as Partial<Record<keyof Visitor, unknown>>;
  if (role !== "viewer" && role !== "operator") return undefined;
  return { role, actor: actor === undefined || actor === null ? undefined : String(actor) };
}
