import type { EngineContext } from "../base/context.ts";
import { readKept } from "../base/read-kept.ts";

const TASK = "ingress-proof";
const LEASE_MS = 1_000;
/** The task is never due: asking whether it is reads it without writing. */
const NEVER = 8.64e15;
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
export async function readProof({ store, runtime }: EngineContext): Promise<IngressProof | undefined> {
  const { data } = await store.lease({ name: TASK, owner: runtime.id(), leaseMs: 1, dueOnly: true });
  return readKept<IngressProof>(data);
}

/**
 * Keeps that a letter has arrived. One that is not newer than the last says nothing: a repeated old one cannot
 * make an address that does not hear look as if it heard.
 */
async function keepProof({ store, runtime }: EngineContext, proof: IngressProof): Promise<"kept" | "old"> {
  const owner = runtime.id();
  const { status, data } = await store.lease({ name: TASK, owner, leaseMs: LEASE_MS });
  const known = readKept<IngressProof>(data);
  const isNewer = known === undefined || known.address !== proof.address || proof.writtenAt > known.writtenAt;
  if (status !== "owned") return isNewer ? "kept" : "old"; // another letter is being kept right now: as good as this one
  const kept = JSON.stringify(isNewer ? proof : known);
  await store.lease({ name: TASK, owner, save: { data: kept, dueAt: NEVER, release: true } });
  return isNewer ? "kept" : "old";
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
