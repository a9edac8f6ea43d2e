import type { SuppressInput, TransitionInput } from "./control.ts";
import type { DefineInput, EnrollChunk, RescheduleInput } from "./define.ts";
import type { AcknowledgeItem } from "./inbound.ts";

/**
 * A transaction of the caller's own database client. One insert is run in it and nothing else, so that none of our
 * locks live there.
 */
export interface CallerDb {
  /** Runs one statement with `$1`-style parameters, inside the transaction. */
  executeSql(text: string, values: unknown[]): Promise<unknown>;
}

/** What can wait in a caller's transaction until it commits. */
export type StoreRequest =
  | { readonly verb: "acknowledge"; readonly items: readonly AcknowledgeItem[] }
  | { readonly verb: "suppress"; readonly rules: readonly SuppressInput[] }
  | { readonly verb: "enroll"; readonly chunk: EnrollChunk }
  | {
      /** `keys` are of this tenant. */
      readonly verb: "withdraw";
      readonly tenant: string;
      readonly input: TransitionInput & { readonly keys: readonly string[] };
    }
  | {
      /** `rows` are of this tenant. */
      readonly verb: "reschedule";
      readonly tenant: string;
      readonly input: RescheduleInput;
    }
  | {
      /** A campaign of one: its version may not be there yet. */
      readonly verb: "send";
      readonly define: DefineInput;
      readonly chunk: Omit<EnrollChunk, "campaign" | "version">;
    };

/** `deposited`: takes effect once the caller's transaction has committed. */
export interface DepositResult {
  readonly status: "deposited" | "refused";
  /** Why it is refused; of a deposited event, which word no campaign knows yet: `message/unknown-event`, `message/unknown-answer`. */
  readonly code?: string | undefined;
}
