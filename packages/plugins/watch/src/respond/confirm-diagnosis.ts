import { type Fault, type Finding, isOurs } from "../judge/lookups.ts";
import type { ProviderWatch } from "../watch-memory.ts";

/** The cause of missing receipts if other evidence proves the loss, so that no lookup is needed. */
export const SEEN: Finding = { fault: "provider", fact: "" };

const WAITING = {
  ingress: "no recipient is rerouted: the fault is ours",
  callbacks: "no recipient is rerouted: the provider is asked about more messages, and its answers are recorded",
} as const;

/** The next state of a provider that would be paused, once the cause of missing receipts is known. */
export interface ConfirmedDiagnosis {
  readonly after: ProviderWatch;
  readonly fault: Fault | undefined;
  readonly fact: readonly string[];
  /** The reason why the provider is not paused, as a sentence, reported once until the fault changes. */
  readonly held: string | undefined;
  readonly isDropped?: boolean | undefined;
}

/** Looks up the cause of missing receipts before a provider is paused. Until then the provider is slowed down. */
export function confirmDiagnosis(
  before: ProviderWatch,
  wanted: ProviderWatch,
  now: number,
  ask: () => Finding | undefined,
): ConfirmedDiagnosis {
  const isKnownAsOurs = before.fault === "ingress" || before.fault === "callbacks";
  if (wanted.state === "throttled" && before.state !== "throttled" && isKnownAsOurs)
    return { after: before, fault: before.fault, fact: [], held: undefined };
  if (wanted.state !== "paused" || before.state === "paused")
    return { after: wanted, fault: undefined, fact: [], held: undefined };
  const finding = ask();
  if (finding === undefined) {
    const isSlowed = before.state === "open" && !isKnownAsOurs;
    const after: ProviderWatch = isSlowed ? { ...before, state: "throttled", since: now } : before;
    return { after, fault: before.fault, fact: [], held: undefined };
  }
  const { fault, fact } = finding;
  if (!isOurs(finding)) {
    const said = fact === "" ? [] : [fact];
    return { after: wanted, fault: undefined, fact: said, held: undefined, isDropped: fault === "dropped" };
  }
  // messages arrive, so the provider is not slowed down any more
  const after: ProviderWatch = before.state === "throttled" ? { ...before, state: "open", since: now } : before;
  const held = fault === before.fault ? undefined : WAITING[fault === "ingress" ? "ingress" : "callbacks"];
  return { after, fault, fact: [fact], held };
}
