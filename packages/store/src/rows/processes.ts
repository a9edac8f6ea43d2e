/** Detects whether the process that holds a lease still runs, so that a crash is noticed before the lease ends. */
export interface Processes {
  /** Unique name of this process; absent if the system provides none. */
  readonly own: string | undefined;
  /** True only if the process has certainly ended: same machine, same process namespace. */
  isGone(identity: string): boolean;
}

/** For systems that cannot look up processes, where only leases decide. */
export const NO_PROCESSES: Processes = { own: undefined, isGone: () => false };
