import { StoreError } from "@relance/spec";
import { storeFailure } from "../transaction/store-failure.ts";
import { connect } from "./connect.ts";

/** Opens the file; what is wrong with it is said with its name. */
export function openFile(file: string, isDeparting: boolean): ReturnType<typeof connect> {
  try {
    return connect(file, isDeparting);
  } catch (error) {
    throw about(file, storeFailure(error));
  }
}

/** Which file it is that cannot be opened; it was not touched. */
export function about(file: string, error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  const { code, message, retryable } = error;
  return new StoreError(code, `${file}: ${message}`, { retryable, cause: error });
}
