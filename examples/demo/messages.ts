import type { Ledger } from "relance";

/** What the demo tells its worker process. */
export type ToWorker =
  | { readonly type: "start"; readonly rows: readonly Record<string, string>[] }
  | { readonly type: "you" }
  /** Campaign time stands at this from now on, milliseconds since 1970; answered by a pulse once the worker is idle. */
  | { readonly type: "time"; readonly at: number }
  /** The same, answered by the ledger at once: messages may be on the wire. */
  | { readonly type: "glance"; readonly at: number }
  | { readonly type: "unreached" }
  /** The links of some people: of those who confirmed, or of those who only let the time go by. */
  | { readonly type: "links"; readonly of: "confirmed" | "silent"; readonly count: number }
  | { readonly type: "your-state" }
  | { readonly type: "stop" };

/** Somebody, with the link of their messages. */
export interface Linked {
  readonly key: string;
  readonly url: string;
}

/** What the watch saw, and what it did about it. */
export interface Noted {
  readonly at: number;
  readonly fact: string;
  readonly action: string | undefined;
  /** The same as a word, where the watch did it. */
  readonly did: string | undefined;
}

/** One person of the list that a team would now phone. */
export interface Unreached {
  readonly key: string;
  readonly cause: string;
  /** A message was tried to them. */
  readonly isWritten: boolean;
  readonly contacts: readonly string[];
}

/** What the worker process tells. */
export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "started" }
  | { readonly type: "you"; readonly url: string }
  | {
      readonly type: "pulse";
      readonly inFlight: number;
      readonly nextDueAt: number | undefined;
      readonly ledger: Ledger | undefined;
      /** The watch of this process has looked at the campaign at this moment of campaign time. */
      readonly isWatched: boolean;
      /** All that the watch has seen and done so far. */
      readonly incidents: readonly Noted[];
    }
  | { readonly type: "glance"; readonly ledger: Ledger | undefined }
  | { readonly type: "unreached"; readonly people: readonly Unreached[] }
  | { readonly type: "links"; readonly people: readonly Linked[] }
  | { readonly type: "your-state"; readonly state: string; readonly answer: string | undefined }
  | { readonly type: "failed"; readonly message: string };

/** What the demo tells its console: campaign time stands at this from now on, milliseconds since 1970. */
export interface ToConsole {
  readonly at: number;
}
