import { type ErrorClass, type ErrorTable, errorTable } from "./error-table.ts";

/** What an error of a far end means, in words for a configuration. */
export type ErrorName =
  /** This address will never work. */
  | "bad-recipient"
  /** The recipient opted out. */
  | "opted-out"
  /** Switched off or out of reach: later, or another way. */
  | "recipient-unavailable"
  | "bad-content"
  | "bad-sender"
  /** Too fast: nothing was taken, the same message may come again later. */
  | "throttled"
  /** Wrong credentials: closes the far end for all until it is probed again. */
  | "unauthorized"
  /** No credit, suspended: closes the far end for all. */
  | "account"
  /** Refused for another reason, certainly not sent. */
  | "refused"
  /** It may have been sent. */
  | "uncertain";

const CLASSES: Readonly<Record<ErrorName, ErrorClass>> = {
  "bad-recipient": { code: "provider/bad-recipient", disposition: "reject", addressPermanent: true },
  "opted-out": { code: "provider/opted-out", disposition: "reject" },
  "recipient-unavailable": { code: "provider/recipient-unavailable", disposition: "retry" },
  "bad-content": { code: "provider/bad-content", disposition: "reroute" },
  "bad-sender": { code: "provider/bad-sender", disposition: "reroute" },
  throttled: { code: "provider/rate-limited", disposition: "retry" },
  unauthorized: { code: "provider/unauthorized", disposition: "reroute", accountFault: true },
  account: { code: "provider/account", disposition: "reroute", accountFault: true },
  refused: { code: "provider/refused", disposition: "reroute" },
  uncertain: { code: "provider/unavailable", disposition: "retry", outcome: "unknown" },
};

/** True for one of these words. */
export function isErrorName(name: string): name is ErrorName {
  return Object.hasOwn(CLASSES, name);
}

/** A configured table, by the far end's code. */
export function namedErrors(names: Readonly<Record<string, ErrorName>> = {}): ErrorTable {
  return errorTable(Object.entries(names).map(([code, name]) => [CLASSES[name], [code]] as const));
}
