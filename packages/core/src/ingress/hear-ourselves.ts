import type { EngineContext } from "../context.ts";
import { keepProof, readLetter } from "./ingress-proof.ts";

/** Takes letters to ourselves as they come in. The newest is remembered, so that repeats cost the store nothing. */
export function createSelfHearing(context: EngineContext): (token: string) => Promise<boolean> {
  const address = context.runtime.hash(context.options.publicUrl ?? "").slice(0, 16);
  let newest = Number.NEGATIVE_INFINITY;
  return async (token) => {
    const writtenAt = readLetter(context, token);
    if (writtenAt === undefined) return false;
    if (writtenAt <= newest) return true;
    await keepProof(context, { writtenAt, address });
    newest = writtenAt;
    return true;
  };
}
