/** Campaign-level work and subscription cursors: a name, a due time, an owner for a while, a little data. */
export interface LeaseInput {
  readonly name: string;
  /** `incarnation:part`: what a process held that is certainly dead may be free before its lease ends. */
  readonly owner: string;
  /** Takes it if no other process holds it, for this long. */
  readonly leaseMs?: number | undefined;
  /** Only when due. */
  readonly dueOnly?: boolean | undefined;
  /** Writes, if `owner` holds it: the data, and when it is due again. */
  readonly save?:
    | { readonly data: string; readonly dueAt?: number | undefined; readonly release?: boolean | undefined }
    | undefined;
}

export interface LeaseAnswer {
  /** `held`: another process has it. `early`: not due. */
  readonly status: "owned" | "held" | "early";
  readonly data: string | undefined;
  readonly dueAt: number | undefined;
  /** The store's clock. */
  readonly now: number;
}
