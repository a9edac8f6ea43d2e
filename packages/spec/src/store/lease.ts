/** A named task: a due time, an owner with a lease, and a little data. For campaign-level work and subscription cursors. */
export interface LeaseInput {
  readonly name: string;
  /** `incarnation:part`: a dead process's task may be free before its lease ends. */
  readonly owner: string;
  /** Acquires the lease for this duration, unless another process holds it. */
  readonly leaseMs?: number | undefined;
  /** Only if due. */
  readonly dueOnly?: boolean | undefined;
  /** Writes the data and the next due time, if `owner` holds the lease. */
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
