import type { Channel } from "@relance/spec";

export interface Press {
  readonly key: string;
  readonly channel: Channel;
  readonly provider: string;
  readonly links: readonly string[];
  /** The answer that the recipient wants; the recipient chooses another if the page does not offer it. */
  readonly answer: string;
  readonly locale?: string | undefined;
}

export interface PressOutcome {
  /** True if the page showed that the answer was recorded. */
  readonly ok: boolean;
  readonly answer?: string | undefined;
  /** True for a failure after which recipients retry later: no HTTP answer, or a server error. @default false */
  readonly again?: boolean | undefined;
}

/** A machine follows a link: a mail scanner or a preview requests it, a bot also submits forms. */
export interface Visit {
  readonly url: string;
  readonly method: "GET" | "HEAD" | "FORMS";
}

/**
 * Actions of recipients and machines that reach the software under test. {@link browserHands} performs them over
 * sockets; in a simulation, the owner of the gateway does.
 */
export interface Hands {
  press?(press: Press): PressOutcome | Promise<PressOutcome>;
  visit?(visit: Visit): unknown;
}
