import type { Verbs } from "../verbs.ts";
import type { Hints } from "./hints.ts";

/** The same verbs; those that can make somebody due to be sent to tell other processes, once they have committed. */
export function hintedVerbs(verbs: Verbs, hints: () => Hints | undefined): Verbs {
  function told<I extends unknown[], A>(
    verb: (...input: I) => Promise<A>,
    isNews: (answer: A) => boolean = () => true,
  ): (...input: I) => Promise<A> {
    return async (...input) => {
      const answer = await verb(...input);
      if (isNews(answer)) hints()?.ring();
      return answer;
    };
  }

  return {
    ...verbs,
    enroll: told(verbs.enroll, ({ counts }) => counts.new > 0),
    seal: told(verbs.seal),
    escalate: told(verbs.escalate, ({ moved }) => moved > 0),
    control: told(verbs.control, ({ lanes }) => lanes > 0),
    budget: told(verbs.budget),
    move: told(verbs.move, ({ moved }) => moved > 0),
  };
}
