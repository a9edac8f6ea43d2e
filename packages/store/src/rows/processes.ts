/** Tells whether the process behind a lease is still there, so that a crash is noticed before the lease ends. */
export interface Processes {
  /** Names this process so that no later one has the same name; absent where the system cannot tell. */
  readonly own: string | undefined;
  /** True only when it is certain: same machine, same view of processes, and that process is no more. */
  isGone(identity: string): boolean;
}

/** Where no process can look at another: leases alone decide. */
export const NO_PROCESSES: Processes = { own: undefined, isGone: () => false };
