import type { Ledger } from "relance";

/** What the demo tells its worker process. */
export type ToWorker =
  | { readonly type: "start"; readonly rows: readonly Record<string, string>[] }
  | { readonly type: "you" }
  /** Campaign time is the machine's clock plus this, from now on; answered by a pulse once the worker is idle. */
  | { readonly type: "time"; readonly offset: number }
  | { readonly type: "unreached" }
  | { readonly type: "your-state" }
  | { readonly type: "stop" };

/** One person of the list that a team would now phone. */
export interface Unreached {
  readonly key: string;
  readonly cause: string;
  readonly contacts: readonly string[];
}

/** What the worker process tells. */
export type FromWorker =
  | { readonly type: "ready"; readonly port: number }
  | { readonly type: "started" }
  | { readonly type: "you"; readonly url: string }
  | {
      readonly type: "pulse";
      readonly inFlight: number;
      readonly nextDueAt: number | undefined;
      readonly ledger: Ledger | undefined;
    }
  | { readonly type: "unreached"; readonly people: readonly Unreached[] }
  | { readonly type: "your-state"; readonly state: string; readonly answer: string | undefined }
  | { readonly type: "failed"; readonly message: string };
