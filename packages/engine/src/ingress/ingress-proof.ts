import type { EngineContext } from "../base/context.ts";
import { jsonTask, peekLease, readKept } from "../base/leased-task.ts";

const TASK = "ingress-proof";
const LEASE_MS = 1_000;
/** A letter that took longer was not received, it was kept and sent again. */
const FRESH_MS = 2 * 60_000;
const SIGNATURE_LENGTH = 16;

/** What is kept of the last letter of ours that arrived. */
export interface IngressProof {
  /** When it was written, by the writer's clock: only whether it changes means something. */
  readonly writtenAt: number;
  /** Where it was sent. */
  readonly address: string;
}

/** A letter to ourselves: when it was written, and our signature. */
export function writeLetter({ runtime, signer }: EngineContext): string {
  const id = `${Math.floor(runtime.now()).toString(36)}~${runtime.hash(runtime.id()).slice(0, 12)}`;
  return `${signer.sign("ingress", id)}${id}`;
}

/** When a letter was written, if we wrote it, and lately. */
function readLetter({ runtime, signer }: EngineContext, token: string): number | undefined {
  const id = token.slice(SIGNATURE_LENGTH);
  const parts = /^([0-9a-z]{1,11})~[0-9a-f]{12}$/.exec(id);
  if (parts === null || !signer.verify("ingress", id, token.slice(0, SIGNATURE_LENGTH))) return undefined;
  const writtenAt = Number.parseInt(parts[1] ?? "", 36);
  return Math.abs(runtime.now() - writtenAt) <= FRESH_MS ? writtenAt : undefined;
}

/** The last letter that arrived, wherever it did. */
export async function readProof({ store }: EngineContext): Promise<IngressProof | undefined> {
  return readKept<IngressProof>(await peekLease(store, TASK));
}

/**
 * Keeps that a letter has arrived. One that is not newer than the last says nothing: a repeated old one cannot
 * make an address that does not hear look as if it heard.
 */
async function keepProof(context: EngineContext, proof: IngressProof): Promise<void> {
  // where another process keeps a letter right now, that one is as good as this one
  await jsonTask<IngressProof>(context, { name: TASK, leaseMs: LEASE_MS }).run(({ memory, save }) => {
    const isNewer = memory === undefined || memory.address !== proof.address || proof.writtenAt > memory.writtenAt;
    return save(isNewer ? proof : memory, { release: true });
  });
}

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
