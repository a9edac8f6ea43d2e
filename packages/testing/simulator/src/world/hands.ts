import type { Channel } from "@relance/spec";

/** A recipient opens the link of a message and chooses an answer. */
export interface Press {
  readonly key: string;
  readonly channel: Channel;
  /** The provider whose message is in the recipient's hand. */
  readonly provider: string;
  /** The links of the message, in reading order. */
  readonly links: readonly string[];
  /** What they would choose; another offered answer is taken where the page lacks it. */
  readonly answer: string;
  readonly locale?: string | undefined;
}

/** What came of pressing. */
export interface PressOutcome {
  /** The page said that it is recorded. */
  readonly ok: boolean;
  /** The answer that was really pressed. */
  readonly answer?: string | undefined;
  /** It failed in a way that makes recipients try once more later: no answer, or a server's error. @default false */
  readonly again?: boolean | undefined;
}

/** A machine follows a link: a mail scanner or a preview asks, a bot also fills in the forms it finds. */
export interface Visit {
  readonly url: string;
  readonly method: "GET" | "HEAD" | "FORMS";
}

/**
 * What recipients and machines of the world can do to the outside. Over sockets a {@link browserHands} does it; in a
 * simulation, whoever owns the gateway.
 */
export interface Hands {
  press?(press: Press): PressOutcome | Promise<PressOutcome>;
  visit?(visit: Visit): unknown;
}
