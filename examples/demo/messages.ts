import type { Ledger } from "relance";

/** Messages from the demo to its worker process. */
export type ToWorker =
  | { readonly type: "start"; readonly rows: readonly Record<string, string>[] }
  | { readonly type: "you" }
  /** Sets campaign time in milliseconds since 1970. The worker process answers when its worker is idle. */
  | { readonly type: "time"; readonly at: number }
  /** Sets campaign time, and gets the ledger without waiting for messages in flight. */
  | { readonly type: "glance"; readonly at: number }
  | { readonly type: "unreached" }
  /** Asks for the links of some recipients who have confirmed, or who have not answered. */
  | { readonly type: "links"; readonly of: "confirmed" | "silent"; readonly count: number }
  | { readonly type: "your-state" }
  | { readonly type: "stop" };

/** A recipient and the link in the recipient's messages. */
export interface Linked {
  readonly key: string;
  readonly url: string;
}

/** An incident that the watch reported, with the action of the watch. */
export interface Noted {
  readonly at: number;
  readonly fact: string;
  readonly action: string | undefined;
  /** Code of the action; absent if the watch only observed. */
  readonly did: string | undefined;
}

/** A recipient whom a team would call after the campaign. */
export interface Unreached {
  readonly key: string;
  readonly cause: string;
  /** True if relance tried to send at least one message to the recipient. */
  readonly isWritten: boolean;
  readonly contacts: readonly string[];
}

/** Messages from the worker process to the demo. */
export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "started" }
  | { readonly type: "you"; readonly url: string }
  | {
      readonly type: "pulse";
      readonly inFlight: number;
      readonly nextDueAt: number | undefined;
      readonly ledger: Ledger | undefined;
      /** True if the watch of this process has checked at this campaign time. */
      readonly isWatched: boolean;
      /** Every incident that the watch has opened. */
      readonly incidents: readonly Noted[];
    }
  | { readonly type: "glance"; readonly ledger: Ledger | undefined }
  | { readonly type: "unreached"; readonly people: readonly Unreached[] }
  | { readonly type: "links"; readonly people: readonly Linked[] }
  | { readonly type: "your-state"; readonly state: string; readonly answer: string | undefined }
  | { readonly type: "failed"; readonly message: string };

/** A message to the console, which sets campaign time in milliseconds since 1970. */
export interface ToConsole {
  readonly at: number;
}
