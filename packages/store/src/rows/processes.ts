/** Finds out whether a lease's process still runs, so that a crash is noticed before the lease ends. */
export interface Processes {
  /** A unique name of this process; absent if the system provides none. */
  readonly own: string | undefined;
  /** True only if certain: same machine, same process namespace, and the process has ended. */
  isGone(identity: string): boolean;
}

/** For systems that cannot look up processes, so that only leases decide. */
export const NO_PROCESSES: Processes = { own: undefined, isGone: () => false };
