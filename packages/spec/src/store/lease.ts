/** Reads, acquires or saves a named task, which has a due time, an owner with a lease, and data. */
export interface LeaseInput {
  readonly name: string;
  /** Has the form `incarnation:part`, so that the store can free the tasks of a dead process. */
  readonly owner: string;
  readonly leaseMs?: number | undefined;
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
  readonly now: number;
}
