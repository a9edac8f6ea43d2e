import { type Fault, type Finding, isOurs } from "../judge/whose-fault.ts";
import type { ProviderWatch } from "../watch-memory.ts";

/** What a provider whose receipts are no proof is not asked about. */
export const SEEN: Finding = { fault: "provider", fact: "" };

const WAITING = {
  ingress: "no recipient is rerouted: the fault is ours",
  callbacks: "no recipient is rerouted: the provider is asked about more of them, and what it says is recorded",
} as const;

/** What happens to a provider that would be paused, once the fault is attributed. */
export interface ConfirmedDiagnosis {
  readonly after: ProviderWatch;
  readonly fault: Fault | undefined;
  /** What was found, for the incident; empty = nothing. */
  readonly fact: readonly string[];
  /** Why it is not paused; reported once as long as this stays the same. */
  readonly held: string | undefined;
  /** The provider does not know its messages. @default false */
  readonly isDropped?: boolean | undefined;
}

/** Attributes the fault before a provider is paused. While the answer is pending, the provider is slowed down. */
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
  // its messages arrive: nothing speaks for slowing it down either
  const after: ProviderWatch = before.state === "throttled" ? { ...before, state: "open", since: now } : before;
  const held = fault === before.fault ? undefined : WAITING[fault === "ingress" ? "ingress" : "callbacks"];
  return { after, fault, fact: [fact], held };
}
