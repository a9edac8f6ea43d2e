import type { EngineContext, Needs } from "../base/context.ts";
import { jsonTask, peekLease, readKept } from "../base/leased-task.ts";

const TASK = "ingress-proof";
const LEASE_MS = 1_000;
/** A test request older than this is ignored as a replay. */
const FRESH_MS = 2 * 60_000;
const SIGNATURE_LENGTH = 16;

export interface IngressProof {
  readonly writtenAt: number;
  readonly address: string;
}

export function writeTestRequest({ runtime, signer }: Needs<"runtime" | "signer">): string {
  const id = `${Math.floor(runtime.now()).toString(36)}~${runtime.hash(runtime.id()).slice(0, 12)}`;
  return `${signer.sign("ingress", id)}${id}`;
}

function readTestRequest({ runtime, signer }: Needs<"runtime" | "signer">, token: string): number | undefined {
  const id = token.slice(SIGNATURE_LENGTH);
  const parts = /^([0-9a-z]{1,11})~[0-9a-f]{12}$/.exec(id);
  if (parts === null || !signer.verify("ingress", id, token.slice(0, SIGNATURE_LENGTH))) return undefined;
  const writtenAt = Number.parseInt(parts[1] ?? "", 36);
  return Math.abs(runtime.now() - writtenAt) <= FRESH_MS ? writtenAt : undefined;
}

export async function readProof({ store }: Needs<"store">): Promise<IngressProof | undefined> {
  return readKept<IngressProof>(await peekLease(store, TASK));
}

/** Stores the arrival of a test request, but not of a replay, which does not prove that the URL works. */
async function keepProof(context: EngineContext, proof: IngressProof): Promise<void> {
  // if another process is storing an arrival, this one need not be stored
  await jsonTask<IngressProof>(context, { name: TASK, leaseMs: LEASE_MS }).run(({ memory, save }) => {
    const isNewer = memory === undefined || memory.address !== proof.address || proof.writtenAt > memory.writtenAt;
    return save(isNewer ? proof : memory, { release: true });
  });
}

/** Accepts test requests. A second copy of the newest request is not written to the store. */
export function createTestReceiver(context: EngineContext): (token: string) => Promise<boolean> {
  const address = context.runtime.hash(context.options.publicUrl ?? "").slice(0, 16);
  let newest = Number.NEGATIVE_INFINITY;
  return async (token) => {
    const writtenAt = readTestRequest(context, token);
    if (writtenAt === undefined) return false;
    if (writtenAt <= newest) return true;
    await keepProof(context, { writtenAt, address });
    newest = writtenAt;
    return true;
  };
}
