export interface PluginStatement {
  readonly text: string;
  readonly values?: readonly (string | number | null)[] | undefined;
}

export type PluginRow = Readonly<Record<string, string | number | null>>;

export interface PluginSqlInput {
  /** Every table name in the statements begins with this name and `_`. */
  readonly plugin: string;
  /** Statements that create or change the plugin's tables. The store runs each migration once, before `statements`. */
  readonly migrations?: readonly string[] | undefined;
  readonly statements: readonly PluginStatement[];
  /** Saves the data of a task in the same transaction. If `owner` does not hold the task, nothing is written. */
  readonly save?:
    | { readonly task: string; readonly owner: string; readonly leaseMs: number; readonly data: string }
    | undefined;
}

export interface PluginSqlAnswer {
  /** `held`: the lease was lost, and nothing was written. */
  readonly status: "run" | "held";
  readonly rows: readonly (readonly PluginRow[])[];
}
