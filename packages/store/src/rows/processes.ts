/** Finds out whether the process that holds a lease still runs, so that a crash is detected before the lease ends. */
export interface Processes {
  /** A unique name of this process; absent if the system provides none. */
  readonly own: string | undefined;
  /** True only if it is certain that the process has ended: same machine and same process namespace. */
  isGone(identity: string): boolean;
}

/** For systems that cannot look up processes, so that only leases decide. */
export const NO_PROCESSES: Processes = { own: undefined, isGone: () => false };
