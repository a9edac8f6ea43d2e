/**
 * Everything the engine may not do by itself: time, waiting, randomness, ids, hashing.
 *
 * The simulation passes a virtual one, so a seed reproduces a run to the last verb. Lint forbids clocks,
 * timers and randomness inside the engine.
 */
export interface Runtime {
  /** Whole milliseconds since 1970. Used for durations; stored instants come from the store's own clock. */
  now(): number;
  /** Waits, or returns early when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
  /** An id that never repeats, such as a worker's incarnation. */
  id(): string;
  /** SHA-256 in lower-case hex. */
  hash(data: string | Uint8Array): string;
  /** Lets other work run. */
  yield(): Promise<void>;
}

/** Signs ids that leave the house inside addresses, under the newest secret; verifies under all of them. */
export interface Signer {
  /** URL-safe, 96 bits: `purpose` keeps a link of one kind from being used as another. */
  sign(purpose: SignaturePurpose, id: string): string;
  verify(purpose: SignaturePurpose, id: string, signature: string): boolean;
  /**
   * Keyed hashes of a contact or a key, for look-ups that must not store the plain value: 16 characters each, one an index
   * key, the newest first. What is new is written under that one; what is looked up is looked up under all.
   */
  digests(value: string): readonly [string, ...string[]];
}

/** What a signed id may be used for. */
export type SignaturePurpose = "acknowledge" | "opt-out" | "callback" | "bounce" | "factor" | "ingress";
