import type { Channel } from "@relance/spec";

/** A recipient opens a message's link and chooses an answer. */
export interface Press {
  readonly key: string;
  readonly channel: Channel;
  /** The provider of the message. */
  readonly provider: string;
  /** The links of the message, in reading order. */
  readonly links: readonly string[];
  /** The wanted answer; another offered one is used if the page lacks it. */
  readonly answer: string;
  readonly locale?: string | undefined;
}

/** The result of a press. */
export interface PressOutcome {
  /** The page reported it as recorded. */
  readonly ok: boolean;
  /** The answer actually pressed. */
  readonly answer?: string | undefined;
  /** A failure that recipients retry later: no answer, or a server error. @default false */
  readonly again?: boolean | undefined;
}

/** A machine follows a link: a mail scanner or preview requests it, a bot also submits forms. */
export interface Visit {
  readonly url: string;
  readonly method: "GET" | "HEAD" | "FORMS";
}

/**
 * Actions of recipients and machines on the outside. {@link browserHands} uses sockets; in a simulation, the gateway's
 * owner provides them.
 */
export interface Hands {
  press?(press: Press): PressOutcome | Promise<PressOutcome>;
  visit?(visit: Visit): unknown;
}
