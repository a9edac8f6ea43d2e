import type { Signer } from "@relance/spec";

/** What stays of somebody who is forgotten: their key, hashed under each index key, the newest first, with whose key it is. */
export function tombstonesOf(signer: Signer, tenant: string, key: string): readonly string[] {
  return signer.digests(`forgotten|${tenant}|${key}`);
}
