import type { Signer } from "@relance/spec";

/**
 * Signs for one store: what it signed is nothing in another store with the same secrets, where the same number is another
 * person's. Keyed hashes stay as they are, so that a STOP can be carried from store to store (docs/decisions/0016).
 */
export function storeSigner({ sign, verify, digests }: Signer, store: string): Signer {
  return {
    sign: (purpose, id) => sign(purpose, `${store} ${id}`),
    verify: (purpose, id, signature) => verify(purpose, `${store} ${id}`, signature),
    digests,
  };
}
