import type { EngineContext } from "../context.ts";

/** Tells two configurations apart without telling either: which providers, where the edge is, whose secrets. */
export function configHash({ options, providers, runtime, signer }: EngineContext): string {
  const instances = [...providers].map(([name, { kind, channel, vendor, capabilities }]) => [
    name,
    kind,
    channel,
    vendor,
    capabilities,
  ]);
  const { publicUrl, delivery } = options;
  return runtime.hash(JSON.stringify([instances, publicUrl, delivery, ...signer.digests("config")])).slice(0, 16);
}
