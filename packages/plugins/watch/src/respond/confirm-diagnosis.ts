import { type Fault, type Finding, isOurs } from "../judge/lookups.ts";
import type { ProviderWatch } from "../watch-memory.ts";

/** The result if no lookup is needed, because other evidence proves the loss. */
export const SEEN: Finding = { fault: "provider", fact: "" };

const WAITING = {
  ingress: "no recipient is rerouted: the fault is ours",
  callbacks: "no recipient is rerouted: the provider is asked about more messages, and its answers are recorded",
} as const;

/** The decision about a provider that would be paused, when the cause of missing receipts is known. */
export interface ConfirmedDiagnosis {
  readonly after: ProviderWatch;
  readonly fault: Fault | undefined;
  readonly fact: readonly string[];
  /** The sentence that explains why the provider is not paused. Reported once per fault. */
  readonly held: string | undefined;
  readonly isDropped?: boolean | undefined;
}

/** Before a provider is paused, asks it why receipts are missing. Slows the provider down until it answers. */
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
  // the messages arrive, so the provider is not slowed down
  const after: ProviderWatch = before.state === "throttled" ? { ...before, state: "open", since: now } : before;
  const held = fault === before.fault ? undefined : WAITING[fault === "ingress" ? "ingress" : "callbacks"];
  return { after, fault, fact: [fact], held };
}
