import { type Provider, RelanceError } from "@relance/spec";
import type { Providers } from "relance";
import { instancesOf } from "../check/provider-facts.ts";
import { type Diagnosis, fail, ok } from "./diagnosis.ts";

const PROBE_MS = 10_000;

/** Asks every provider whether it can be reached and takes our credentials. No message is sent. */
export async function lookAtProviders(providers: Providers, isProbing: boolean): Promise<readonly Diagnosis[]> {
  return await Promise.all(instancesOf(providers).map(([instance, provider]) => lookAt(instance, provider, isProbing)));
}

async function lookAt(instance: string, provider: Provider, isProbing: boolean): Promise<Diagnosis> {
  const what = `${provider.kind}, carried by ${provider.vendor}`;
  if (provider.probe === undefined) return ok(instance, `${what}; cannot be asked without sending`);
  if (!isProbing) return ok(instance, `${what}; not asked in capture mode (--probe asks)`);
  const signal = AbortSignal.timeout(PROBE_MS);
  try {
    await Promise.race([provider.probe({ signal }), rejectOn(signal)]);
    return ok(instance, `${what}; reachable, credentials taken`);
  } catch (error) {
    if (RelanceError.is(error)) return fail(instance, `${what}; ${error.code}: ${error.message}`);
    return fail(instance, signal.aborted ? `${what}; no answer in ${PROBE_MS / 1_000} s` : `${what}; the probe failed`);
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
