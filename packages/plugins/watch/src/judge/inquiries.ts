import type { PluginHost } from "@relance/spec";
import { type Finding, type Silence, whoseFault } from "./whose-fault.ts";

/** An inquiry ends by then: a provider that reports nothing and does not answer either is not waited for. */
const LONGEST_MS = 10_000;

interface Inquiry {
  readonly since: number;
  readonly over: AbortController;
  finding: Finding | undefined;
}

/** Inquiries into silences, beside the checks of the watch: none of them delays a check. */
export interface Inquiries {
  /** Returns what is known about a silence, and asks where it was not asked yet. `undefined` = the answer has not come yet. */
  about(silence: Silence, now: number): Finding | undefined;
}

/** Each finding serves one check: the next check asks again, about other messages. */
export function createInquiries(host: PluginHost): Inquiries {
  const open = new Map<string, Inquiry>();

  function begin(silence: Silence, since: number): Inquiry {
    const inquiry: Inquiry = { since, over: new AbortController(), finding: undefined };
    whoseFault(host, silence, inquiry.over.signal).then(
      (finding) => {
        inquiry.finding = finding;
      },
      () => {
        inquiry.finding = { fault: "unknown", fact: "the questions could not be asked" };
      },
    );
    return inquiry;
  }

  return {
    about(silence, now) {
      if (host.providers.get(silence.provider)?.canBeAsked !== true)
        return { fault: "unknown", fact: `${silence.provider} cannot be asked` };
      const key = `${silence.campaign} ${silence.provider} ${silence.destination}`;
      const inquiry = open.get(key) ?? begin(silence, now);
      open.set(key, inquiry);
      const isLate = now - inquiry.since >= LONGEST_MS;
      if (inquiry.finding === undefined && !isLate) return undefined;
      inquiry.over.abort();
      open.delete(key);
      return inquiry.finding ?? { fault: "unknown", fact: `${silence.provider} does not answer questions` };
    },
  };
}
