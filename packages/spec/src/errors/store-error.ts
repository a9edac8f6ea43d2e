import { RelanceError } from "./relance-error.ts";

export type StoreErrorCode =
  | "store/sqlite-too-old"
  | "store/network-share"
  | "store/schema-too-new"
  | "store/schema-too-old"
  | "store/damaged"
  | "store/not-ours"
  | "store/unwritable"
  | "store/moved"
  | "store/closed"
  | "store/busy"
  | "store/unavailable"
  | "store/rewound"
  | "store/import-incomplete"
  | "events/cursor-expired";

/** The store failed. The caller may repeat a `retryable` call; otherwise the operator must check the store. */
export class StoreError extends RelanceError<StoreErrorCode> {
  override readonly name: string = "StoreError";
  readonly family = "store" as const;
  readonly retryable: boolean;

  constructor(
    code: StoreErrorCode,
    message: string,
    init?: { readonly retryable?: boolean; readonly cause?: unknown },
  ) {
    super(code, message, init);
    this.retryable = init?.retryable ?? false;
  }
}
