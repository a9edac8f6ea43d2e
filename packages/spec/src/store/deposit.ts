import type { SuppressInput, TransitionInput } from "./control.ts";
import type { DefineInput, EnrollChunk, RescheduleInput } from "./define.ts";
import type { AcknowledgeItem } from "./inbound.ts";

/** A transaction of your own database client. relance only inserts rows in it. */
export interface CallerDb {
  /** Runs one statement with `$1`-style parameters inside the transaction. */
  executeSql(text: string, values: unknown[]): Promise<unknown>;
}

export type StoreRequest =
  | { readonly verb: "acknowledge"; readonly items: readonly AcknowledgeItem[] }
  | { readonly verb: "suppress"; readonly rules: readonly SuppressInput[] }
  | { readonly verb: "enroll"; readonly chunk: EnrollChunk }
  | {
      readonly verb: "remove";
      readonly tenant: string;
      readonly input: TransitionInput & { readonly keys: readonly string[] };
    }
  | { readonly verb: "reschedule"; readonly tenant: string; readonly input: RescheduleInput }
  | { readonly verb: "send"; readonly define: DefineInput; readonly chunk: Omit<EnrollChunk, "campaign" | "version"> };

/** `deposited`: the request takes effect once the caller's transaction has committed. */
export interface DepositResult {
  readonly status: "deposited" | "refused";
  readonly code?: string | undefined;
}
