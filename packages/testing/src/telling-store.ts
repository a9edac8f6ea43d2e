import type { Store } from "@relance/spec";

/** Verbs after which there may be another event. */
const WRITING = [
  "acknowledge",
  "control",
  "enroll",
  "escalate",
  "expire",
  "fold",
  "incident",
  "keepSeals",
  "record",
  "recover",
  "reschedule",
  "resolve",
  "seal",
  "settle",
  "transition",
] as const satisfies readonly (keyof Store)[];

/** The same store, which says after each of them that there may be news. */
export function tellingStore(store: Store, tell: () => void): Store {
  const verbs = WRITING.map((name) => {
    const verb = store[name] as (...input: readonly unknown[]) => Promise<unknown>;
    return [name, (...input: readonly unknown[]) => verb(...input).finally(tell)];
  });
  return { ...store, ...Object.fromEntries(verbs) };
}
