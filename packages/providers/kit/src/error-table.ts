import { type Disposition, type Outcome, ProviderError, type ProviderErrorCode } from "@relance/spec";

/** What an API's error code means. */
export interface ErrorClass {
  readonly code: ProviderErrorCode;
  readonly disposition: Disposition;
  /** @default "not-sent" */
  readonly outcome?: Outcome | undefined;
  /** True if the cause is wrong credentials, an empty balance or a suspended account. @default false */
  readonly accountFault?: boolean | undefined;
  /** For a receipt: true if the address is permanently invalid. @default false */
  readonly addressPermanent?: boolean | undefined;
}

/** The meanings of a vendor's error codes. Codes are texts, because some APIs use words as codes. */
export type ErrorTable = ReadonlyMap<string, ErrorClass>;

/** The facts about one refusal. These facts contain no secret, address or body. */
export interface RefusalFacts {
  /** @default `HTTP 400, code 21211`, from `status` and `vendorCode` */
  readonly message?: string | undefined;
  readonly status?: number | undefined;
  readonly vendorCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Creates a ProviderError from a meaning and the facts of one refusal. */
export function refusal(provider: string, meaning: ErrorClass, facts: RefusalFacts): ProviderError {
  const { status, vendorCode, retryAfterMs, cause } = facts;
  const answered = vendorCode === undefined ? `HTTP ${status}` : `HTTP ${status}, code ${vendorCode}`;
  return new ProviderError(meaning.code, facts.message ?? answered, {
    provider,
    disposition: meaning.disposition,
    outcome: meaning.outcome ?? "not-sent",
    accountFault: meaning.accountFault ?? false,
    vendorCode,
    retryAfterMs,
    cause,
  });
}

/** The meaning of an API's error, by its name in configurations. */
export type ErrorName =
  | "bad-recipient"
  | "opted-out"
  /** The recipient cannot be reached now. A later attempt or another channel may succeed. */
  | "recipient-unavailable"
  | "bad-content"
  | "bad-sender"
  /** Too many messages were sent. Nothing was accepted, and a retry may succeed. */
  | "throttled"
  /** The credentials are wrong. The provider is not used until a probe succeeds. */
  | "unauthorized"
  /** The account has no balance, or is suspended. The provider is not used until a probe succeeds. */
  | "account"
  /** The message was refused for another reason. */
  | "refused"
  /** The message may have been sent. */
  | "uncertain";
/** What each meaning implies for a message. */
export const MEANINGS: Readonly<Record<ErrorName, ErrorClass>> = {
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

export function isErrorName(name: string): name is ErrorName {
  return Object.hasOwn(MEANINGS, name);
}

/** Converts configured meanings to a table of errors. */
export function namedErrors(names: Readonly<Record<string, ErrorName>> = {}): ErrorTable {
  return new Map(Object.entries(names).map(([code, name]) => [code, MEANINGS[name]]));
}

/**
 * Returns the meaning of each word, from a record of words by meaning. Words are separated by commas.
 *
 * @example
 * byWord({ delivered: "ok, done", bounced: "gone" }); // { ok: "delivered", done: "delivered", gone: "bounced" }
 */
export function byWord<Meaning extends string>(
  words: Readonly<Partial<Record<Meaning, string>>>,
): Readonly<Record<string, Meaning>> {
  const all = Object.entries<string | undefined>(words) as [Meaning, string][];
  return Object.fromEntries(all.flatMap(([meaning, list]) => list.split(", ").map((word) => [word, meaning])));
}
