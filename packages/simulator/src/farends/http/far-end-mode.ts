/** An answer given as it stands, whatever is asked; nothing is taken. */
export interface FixedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

/**
 * How a far end behaves from now on, for tests that need one certain trouble:
 *
 * `accept` as the world decides · `refuse` every address, for good · `throttle` with Retry-After ·
 * `unavailable` · `unauthorized` · `silence` takes the message and never answers · `reset` takes it and hangs up
 * before the answer · `reset-mid-answer` hangs up half-way through it · `drop` hangs up before taking it ·
 * `garbage` takes it and answers what is no answer.
 */
export type FarEndMode = NamedMode | FixedAnswer;

export type NamedMode =
  | "accept"
  | "refuse"
  | "throttle"
  | "unavailable"
  | "unauthorized"
  | "silence"
  | "reset"
  | "reset-mid-answer"
  | "drop"
  | "garbage";

/** Refusals that each far end words in its own dialect. */
export type RefusalMode = "refuse" | "throttle" | "unavailable" | "unauthorized";

/** True for the modes that a dialect has to word. */
export function isRefusal(mode: FarEndMode): mode is RefusalMode {
  return mode === "refuse" || mode === "throttle" || mode === "unavailable" || mode === "unauthorized";
}

/** What every far end can do. */
export interface FarEnd extends AsyncDisposable {
  readonly port: number;
  /** Switches the behaviour; holds until the next switch. */
  mode(mode: FarEndMode): void;
  /** Requests to send a message, refused ones included. */
  requests(): number;
  /** Requests that carried this attempt id: 1 proves that nobody repeated it. */
  requestsOf(attemptId: string): number;
  /** The attempt id of the last request to send, wherever its sender put it. */
  lastAttemptId(): string | undefined;
  /** Hangs up on everybody and frees the port. */
  close(): Promise<void>;
}
