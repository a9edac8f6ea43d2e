/** `viewer` sees everything but addresses, and changes nothing. `operator` also reveals addresses, pauses, resumes and cancels. */
export type Role = "viewer" | "operator";

/** Who looks. */
export interface Visitor {
  /** Stands beside whatever they do. Absent = nobody knows: they say their name with each action. */
  readonly actor?: string | undefined;
  readonly role: Role;
}
