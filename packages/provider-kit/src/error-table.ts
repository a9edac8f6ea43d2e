import { type Disposition, type Outcome, ProviderError, type ProviderErrorCode } from "@relance/spec";

/** What a far end's error code means to us. Data, not code: a table of these is all that a provider knows about refusals. */
export interface ErrorClass {
  readonly code: ProviderErrorCode;
  readonly disposition: Disposition;
  /** @default "not-sent" */
  readonly outcome?: Outcome | undefined;
  /** Credentials, balance or suspension. @default false */
  readonly accountFault?: boolean | undefined;
  /** In a receipt: this address will never work. @default false */
  readonly addressPermanent?: boolean | undefined;
}

/** Vendor code → class. Codes are text, because some far ends use words. */
export type ErrorTable = ReadonlyMap<string, ErrorClass>;

/**
 * Builds a table from rows of one class and the vendor codes that mean it.
 *
 * @example
 * const table = errorTable([[{ code: "provider/bad-recipient", disposition: "reject" }, [21211, 21614]]]);
 * table.get("21211")?.disposition; // "reject"
 */
export function errorTable(rows: readonly (readonly [ErrorClass, readonly (string | number)[]])[]): ErrorTable {
  return new Map(rows.flatMap(([meaning, codes]) => codes.map((code) => [String(code), meaning] as const)));
}

/** The facts of one refusal; none of them may hold a secret, an address or a body. */
export interface RefusalFacts {
  /** Such as `HTTP 400, code 21211`. */
  readonly message: string;
  readonly vendorCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Turns a class and the facts of one refusal into the error that the dispatcher reads. */
export function refusal(provider: string, meaning: ErrorClass, facts: RefusalFacts): ProviderError {
  return new ProviderError(meaning.code, facts.message, {
    provider,
    disposition: meaning.disposition,
    outcome: meaning.outcome ?? "not-sent",
    accountFault: meaning.accountFault ?? false,
    vendorCode: facts.vendorCode,
    retryAfterMs: facts.retryAfterMs,
    cause: facts.cause,
  });
}
