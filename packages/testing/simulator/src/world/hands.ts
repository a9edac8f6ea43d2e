import type { Channel } from "@relance/spec";

export interface Press {
  readonly key: string;
  readonly channel: Channel;
  readonly provider: string;
  readonly links: readonly string[];
  /**
   * The answer that the recipient wants to give. If the page does not offer this answer, the recipient chooses another
   * answer.
   */
  readonly answer: string;
  readonly locale?: string | undefined;
}

export interface PressOutcome {
  /** Whether the page showed that the answer was recorded. */
  readonly ok: boolean;
  readonly answer?: string | undefined;
  /** Whether the recipient retries later, after a server error or a missing answer. @default false */
  readonly again?: boolean | undefined;
}

/** A visit by a machine. Mail scanners and previews only request a link; bots also submit forms. */
export interface Visit {
  readonly url: string;
  readonly method: "GET" | "HEAD" | "FORMS";
}

/** Actions of recipients and machines on the software under test. {@link browserHands} performs them over sockets. */
export interface Hands {
  press?(press: Press): PressOutcome | Promise<PressOutcome>;
  visit?(visit: Visit): unknown;
}
