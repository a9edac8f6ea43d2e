/** The page's requests, by path. */
export interface Requests {
  "people/find": { readonly campaign: number; readonly text: string };
  "people/read": { readonly campaign: number; readonly key: string };
  "people/unreached": OfCause & { readonly cursor?: string | undefined };
  "people/doubtful": { readonly campaign: number };
  "people/export": By & OfCause;
  "people/reveal": By & { readonly campaign: number; readonly keys: readonly string[] };
  "controls/pause": By & {
    readonly campaign: number;
    readonly provider?: string | undefined;
    readonly via?: string | undefined;
    /** Recipients of the provider wait. */
    readonly wait?: boolean | undefined;
    /** When an operator must review it, in milliseconds from now. */
    readonly reviewInMs: number;
  } & Seen;
  /** The effect that this pause would have on recipients. */
  "controls/pause-effect": {
    readonly campaign: number;
    readonly provider: string;
    readonly via?: string | undefined;
    readonly wait?: boolean | undefined;
  } & Seen;
  "controls/resume": By & {
    readonly campaign: number;
    readonly provider?: string | undefined;
    readonly override?: boolean | undefined;
  } & Seen;
  "controls/throttle": By & {
    readonly campaign: number;
    readonly provider: string;
    /** Most messages a minute of each step; absent = removes the limit. */
    readonly perMinute?: number | undefined;
  } & Seen;
  /** `name` is typed again, because a cancellation cannot be undone. */
  "controls/cancel": By & { readonly campaign: number; readonly name: string };
  /** `until` is a time in milliseconds since 1970. */
  "orders/extend": By & { readonly campaign: number; readonly until: number };
  "orders/escalate": By & SeenOne;
  "orders/resume": By & SeenOne;
  /** Judges the reply of this id: it is a STOP, or the contact is released. */
  "orders/judge": By & {
    readonly campaign: number;
    readonly key: string;
    readonly reply: number;
    readonly isStop: boolean;
  };
  "orders/confirm": By & { readonly campaign: number; readonly key: string };
}

/** Unreached recipients of one cause; absent = of all. */
interface OfCause {
  readonly campaign: number;
  readonly cause?: string | undefined;
}

/** A recipient as they were when the operator decided: one who has moved since is not changed. */
interface SeenOne {
  readonly campaign: number;
  readonly key: string;
  readonly epoch: number;
}

/** Queues as they were when the operator decided. */
interface Seen {
  /** Only this step, from 1; absent = all. */
  readonly step?: number | undefined;
  /** Only recipients of this destination: number prefix, mail domain or push service; absent = all. */
  readonly destination?: string | undefined;
  /** The highest displayed version: if these queues were steered since, nothing is done. Absent = not compared. */
  readonly version?: number | undefined;
}

/** Actor and reason. */
interface By {
  /** Ignored if the application names the actor. */
  readonly actor?: string | undefined;
  readonly reason: string;
}
