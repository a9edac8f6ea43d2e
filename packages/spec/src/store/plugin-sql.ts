/** One SQL statement; values replace `$1`, `$2` … in their order. */
export interface PluginStatement {
  readonly text: string;
  readonly values?: readonly (string | number | null)[] | undefined;
}

/** A row by column name. */
export type PluginRow = Readonly<Record<string, string | number | null>>;

/** Statements over the tables of one plugin, in one transaction. */
export interface PluginSqlInput {
  /** The name of every table in the statements begins with this name and `_`. */
  readonly plugin: string;
  /**
   * Statements that create or change the plugin's tables. The store remembers how many of them it has run, and runs the
   * others first. @default none
   */
  readonly migrations?: readonly string[] | undefined;
  readonly statements: readonly PluginStatement[];
  /** Saves the memory of a task in the same transaction. If `owner` does not hold the task, nothing is written. */
  readonly save?:
    | { readonly task: string; readonly owner: string; readonly leaseMs: number; readonly data: string }
    | undefined;
}

export interface PluginSqlAnswer {
  /** `held`: the lease was lost, and nothing was written. */
  readonly status: "run" | "held";
  /** The rows of each statement. */
  readonly rows: readonly (readonly PluginRow[])[];
}
