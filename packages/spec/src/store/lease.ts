/** Reads, acquires or saves a named task, which has a due time, an owner with a lease, and a little data. */
export interface LeaseInput {
  readonly name: string;
  /** `incarnation:part`, by which the store can free the tasks of a dead process before their leases end. */
  readonly owner: string;
  /** Acquires the lease for this duration, unless another process holds it. */
  readonly leaseMs?: number | undefined;
  /** Acquires the lease only if the task is due. */
  readonly dueOnly?: boolean | undefined;
  /** Writes the data and the next due time, if `owner` holds the lease. */
  readonly save?:
    | { readonly data: string; readonly dueAt?: number | undefined; readonly release?: boolean | undefined }
    | undefined;
}

export interface LeaseAnswer {
  /** `held`: another process owns the task. `early`: the task is not due. */
  readonly status: "owned" | "held" | "early";
  readonly data: string | undefined;
  readonly dueAt: number | undefined;
  /** The store's clock. */
  readonly now: number;
}
