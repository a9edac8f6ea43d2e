/** One living process, as it said of itself at its last heartbeat. */
export interface LiveProcess {
  readonly incarnation: string;
  readonly role: "worker" | "receiver";
  readonly version: string;
  /** Worker: instances it can send over. Receiver: instances it hears for. */
  readonly providers: readonly string[];
  /** {@link HeartbeatInput.config}; `""` = not told. */
  readonly config: string;
  readonly liveUntil: Date;
  /** Receiver: {@link HeartbeatInput.refused}. */
  readonly refused: Readonly<Record<string, number>>;
}

/** People who are due behind an open gate, over a provider that is not closed and that no live worker has. */
export interface UncarriedWork {
  readonly campaign: number;
  /** From 1. */
  readonly step: number;
  readonly provider: string;
  /** Since when the first of them waits. */
  readonly dueAt: Date;
}

/** Who lives, and what waits for somebody who does not. */
export interface WorkersAnswer {
  readonly processes: readonly LiveProcess[];
  readonly uncarried: readonly UncarriedWork[];
}
