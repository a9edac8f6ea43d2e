/** Reads, acquires or saves a named task. A task has a due time, an owner with a lease, and data. */
export interface LeaseInput {
  readonly name: string;
  /** Must have the form `incarnation:part`, so that the store can free the tasks of a dead process. */
  readonly owner: string;
  readonly leaseMs?: number | undefined;
  readonly dueOnly?: boolean | undefined;
  /** Writes the data and the next due time if `owner` holds the lease. */
  readonly save?:
    | { readonly data: string; readonly dueAt?: number | undefined; readonly release?: boolean | undefined }
    | undefined;
}

export interface LeaseAnswer {
  /** `held`: another process owns the task. `early`: the task is not due yet. */
  readonly status: "owned" | "held" | "early";
  readonly data: string | undefined;
  readonly dueAt: number | undefined;
  readonly now: number;
}

export interface PluginStatement {
  readonly text: string;
  readonly values?: readonly (string | number | null)[] | undefined;
}

export type PluginRow = Readonly<Record<string, string | number | null>>;

export interface PluginSqlInput {
  /** Every table name in the statements begins with this name and `_`. */
  readonly plugin: string;
  /** Statements that create or change the plugin's tables. The store runs each once, before `statements`. */
  readonly migrations?: readonly string[] | undefined;
  readonly statements: readonly PluginStatement[];
  /** Saves a task's data in the same transaction. Without the lease, the store writes nothing. */
  readonly save?:
    | { readonly task: string; readonly owner: string; readonly leaseMs: number; readonly data: string }
    | undefined;
}

export interface PluginSqlAnswer {
  readonly status: "run" | "held";
  readonly rows: readonly (readonly PluginRow[])[];
}
