/** The engine gets time, randomness and ids only through this interface, so that a seed reproduces a simulation. */
export interface Runtime {
  /** Whole milliseconds since 1970. Use this clock only for durations; stored instants come from the store. */
  now(): number;
  /** Waits, or returns early if `signal` aborts. It never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
  /** Returns an id that never repeats, such as a worker's incarnation. */
  id(): string;
  /** SHA-256 in lower-case hex. */
  hash(data: string | Uint8Array): string;
  yield(): Promise<void>;
}

/** Signs the ids in our URLs with the newest secret, and verifies signatures with all secrets. */
export interface Signer {
  /** Returns a URL-safe signature of 96 bits. `purpose` prevents the use of one kind of link as another. */
  sign(purpose: SignaturePurpose, id: string): string;
  verify(purpose: SignaturePurpose, id: string, signature: string): boolean;
  /** Returns the keyed hashes of a contact or a key, newest first, with 16 characters each. Look-ups use all hashes. */
  digests(value: string): readonly [string, ...string[]];
}

export type SignaturePurpose = "acknowledge" | "opt-out" | "callback" | "bounce" | "factor" | "ingress";

/** One log line, without addresses, bodies or secrets. */
export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | undefined>>;
}
