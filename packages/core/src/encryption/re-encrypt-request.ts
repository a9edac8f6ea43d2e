import type { EnrollRow, KeptRefusal, PersonKey, StoreRequest } from "@relance/spec";
import { encryptRefusal, encryptRow } from "./encrypt-chunk.ts";
import type { EncryptionContext } from "./encryption-context.ts";
import { NO_CAMPAIGN } from "./owners.ts";
import { relabel } from "./relabel.ts";

/** What waits in a store to be carried out: each person's key under the newest master key, readable people encrypted. */
export function reencryptRequest(context: EncryptionContext, request: StoreRequest): StoreRequest {
  if (request.verb !== "enroll" && request.verb !== "send") return request;
  const { chunk } = request;
  const campaign = request.verb === "enroll" ? request.chunk.campaign : NO_CAMPAIGN;
  const rows = chunk.rows.map((row): EnrollRow => withNewestKey(context, row) ?? encryptRow(context, row, campaign));
  const refused = chunk.refused.map(
    (row): KeptRefusal => withNewestKey(context, row) ?? encryptRefusal(context, row, campaign),
  );
  return { ...request, chunk: { ...chunk, rows, refused } } as StoreRequest;
}

function withNewestKey<T extends { readonly personKey?: PersonKey | undefined }>(
  { cipher }: EncryptionContext,
  row: T,
): T | undefined {
  const { personKey } = row;
  if (personKey === undefined) return undefined;
  const wrapped = cipher.rewrap(personKey)?.wrapped ?? relabel(cipher, personKey.wrapped);
  return wrapped === undefined ? row : { ...row, personKey: { ...personKey, wrapped } };
}
