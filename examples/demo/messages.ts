import type { Ledger } from "relance";

/** Messages from the demo to its worker process. */
export type ToWorker =
  | { readonly type: "start"; readonly rows: readonly Record<string, string>[] }
  | { readonly type: "you" }
  /** Sets campaign time, in milliseconds since 1970. The process answers with a pulse once the worker is idle. */
  | { readonly type: "time"; readonly at: number }
  /** Sets campaign time like `time`, but the ledger is returned immediately, so messages may be in flight. */
  | { readonly type: "glance"; readonly at: number }
  | { readonly type: "unreached" }
  /** Asks for the links of some recipients: either recipients who confirmed, or recipients who have not answered. */
  | { readonly type: "links"; readonly of: "confirmed" | "silent"; readonly count: number }
  | { readonly type: "your-state" }
  | { readonly type: "stop" };

/** A recipient, with the link in the messages to the recipient. */
export interface Linked {
  readonly key: string;
  readonly url: string;
}

/** The findings of the watch, and its actions. */
export interface Noted {
  readonly at: number;
  readonly fact: string;
  readonly action: string | undefined;
  /** The action as a constant; absent if the watch itself did nothing. */
  readonly did: string | undefined;
}

/** A recipient in the list of people whom a team would call now. */
export interface Unreached {
  readonly key: string;
  readonly cause: string;
  /** True if at least one message to this recipient was tried. */
  readonly isWritten: boolean;
  readonly contacts: readonly string[];
}

/** Messages from the worker process. */
export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "started" }
  | { readonly type: "you"; readonly url: string }
  | {
      readonly type: "pulse";
      readonly inFlight: number;
      readonly nextDueAt: number | undefined;
      readonly ledger: Ledger | undefined;
      /** The time of the last check by the watch of this process, in campaign time. */
      readonly isWatched: boolean;
      /** All incidents that the watch has opened. */
      readonly incidents: readonly Noted[];
    }
  | { readonly type: "glance"; readonly ledger: Ledger | undefined }
  | { readonly type: "unreached"; readonly people: readonly Unreached[] }
  | { readonly type: "links"; readonly people: readonly Linked[] }
  | { readonly type: "your-state"; readonly state: string; readonly answer: string | undefined }
  | { readonly type: "failed"; readonly message: string };

/** A message from the demo to its console, which sets campaign time in milliseconds since 1970. */
export interface ToConsole {
  readonly at: number;
}
