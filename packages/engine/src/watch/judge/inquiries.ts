import type { EngineContext } from "../../base/context.ts";
import { createIngressCheck } from "../../ingress/ingress-check.ts";
import { type Finding, type Silence, whoseFault } from "./whose-fault.ts";

/** An inquiry is over by then: a provider that reports nothing and does not answer either is not waited for. */
const LONGEST_MS = 10_000;

interface Inquiry {
  readonly since: number;
  readonly over: AbortController;
  finding: Finding | undefined;
}

/** Inquiries into silences, beside the looks of the watch: none of them holds it up. */
export interface Inquiries {
  /** What is known about a silence; asks if it was not asked yet. `undefined` = the answer is waited for. */
  about(silence: Silence): Finding | undefined;
}

/** Each finding is good for one check: the next check asks again, about other messages. */
export function createInquiries(context: EngineContext): Inquiries {
  const { runtime } = context;
  const ingress = createIngressCheck(context);
  const open = new Map<string, Inquiry>();

  function begin(silence: Silence): Inquiry {
    const inquiry: Inquiry = { since: runtime.now(), over: new AbortController(), finding: undefined };
    whoseFault(context, silence, ingress, inquiry.over.signal).then(
      (finding) => {
        inquiry.finding = finding;
      },
      () => {
        inquiry.finding = { fault: "unknown", fact: "the questions could not be asked" };
      },
    );
    return inquiry;
  }

  const canAsk = ({ provider }: Silence) => ingress.canProve || context.providers.get(provider)?.lookup !== undefined;

  return {
    about(silence) {
      if (!canAsk(silence)) return { fault: "unknown", fact: `${silence.provider} cannot be asked` };
      const key = `${silence.campaign} ${silence.provider} ${silence.destination}`;
      const inquiry = open.get(key) ?? begin(silence);
      open.set(key, inquiry);
      const isLate = runtime.now() - inquiry.since >= LONGEST_MS;
      if (inquiry.finding === undefined && !isLate) return undefined;
      inquiry.over.abort();
      open.delete(key);
      return inquiry.finding ?? { fault: "unknown", fact: `${silence.provider} does not answer questions` };
    },
  };
}
