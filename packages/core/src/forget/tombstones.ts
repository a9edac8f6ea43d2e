import type { Signer } from "@relance/spec";

/** What stays of somebody who is forgotten: their key, hashed under the index key, with whose key it is. */
export function tombstonesOf(signer: Signer, tenant: string, key: string): readonly string[] {
  return [signer.digest(`forgotten|${tenant}|${key}`)];
}
