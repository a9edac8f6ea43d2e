import type { PluginHost } from "@relance/spec";
import { type Finding, type Silence, whoseFault } from "./whose-fault.ts";

/** A question is aborted after this time, so that a provider which does not answer delays nothing. */
const LONGEST_MS = 10_000;

interface Inquiry {
  readonly since: number;
  readonly over: AbortController;
  finding: Finding | undefined;
}

/** Asks providers about missing receipts, in parallel to the checks of the watch, so that no check waits. */
export interface Inquiries {
  /** Returns what is known about missing receipts, and asks if that was not done. `undefined` means no answer yet. */
  about(silence: Silence, now: number): Finding | undefined;
}

/** Each answer serves one check. The next check asks again, about other messages. */
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
