import type { SuppressInput, TransitionInput } from "./control.ts";
import type { DefineInput, EnrollChunk, RescheduleInput } from "./define.ts";
import type { AcknowledgeItem } from "./inbound.ts";

/**
 * A transaction of the caller's own database client. relance runs one insert in it and nothing else, so that the
 * caller's transaction holds no lock of relance.
 */
export interface CallerDb {
  /** Runs one statement with `$1`-style parameters, inside the transaction. */
  executeSql(text: string, values: unknown[]): Promise<unknown>;
}

/** A request that takes effect when the caller's transaction commits. */
export type StoreRequest =
  | { readonly verb: "acknowledge"; readonly items: readonly AcknowledgeItem[] }
  | { readonly verb: "suppress"; readonly rules: readonly SuppressInput[] }
  | { readonly verb: "enroll"; readonly chunk: EnrollChunk }
  | {
      /** The tenant to which `keys` belong. */
      readonly verb: "withdraw";
      readonly tenant: string;
      readonly input: TransitionInput & { readonly keys: readonly string[] };
    }
  | {
      /** The tenant to which `rows` belong. */
      readonly verb: "reschedule";
      readonly tenant: string;
      readonly input: RescheduleInput;
    }
  | {
      /** Sends to recipients of a campaign whose version may not exist yet. */
      readonly verb: "send";
      readonly define: DefineInput;
      readonly chunk: Omit<EnrollChunk, "campaign" | "version">;
    };

/** `deposited`: the request takes effect once the caller's transaction has committed. */
export interface DepositResult {
  readonly status: "deposited" | "refused";
  /** Why it was refused; for a stored event, an unknown word: `message/unknown-event`, `message/unknown-answer`. */
  readonly code?: string | undefined;
}
