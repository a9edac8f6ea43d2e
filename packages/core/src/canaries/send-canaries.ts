import type { StoredVersion } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { toEnrollRows } from "../enroll/enroll-lines.ts";
import { type Canary, canaryName, canaryPlan, readCanaries } from "./canary-campaign.ts";

/** Sends one message to each canary of a campaign. Repeating a round sends nothing. Returns the canaries' campaign. */
export async function sendCanaries(context: EngineContext, version: StoredVersion, round: number): Promise<number> {
  const { compiled } = await context.versions.get(version.version);
  const { tenant, name, occurrence, plan } = version;
  const { body, hash } = compiled;
  const defined = await context.store.define({
    tenant,
    name: canaryName(name),
    occurrence,
    hash,
    body,
    plan: canaryPlan(plan),
    audience: "open",
    manyVersions: true,
  });
  const admitted = readCanaries(compiled).map((canary, index) => {
    return { ...canary.row, key: canaryKey(canary, round, index), steps: 1 };
  });
  const rows = await toEnrollRows(context, { campaign: defined.campaign, tenant }, admitted);
  const { campaign, version: own } = defined;
  const importId = `canaries:${round}`;
  await context.store.enroll({ campaign, version: own, importId, seq: 0, rows, refused: [] });
  return campaign;
}

/** Such as `dead-2-15`: kind, round, place in the file. */
function canaryKey({ kind }: Canary, round: number, index: number): string {
  return `${kind}-${round}-${index}`;
}

/** What a canary's key says. */
export function readCanaryKey(key: string): { readonly kind: Canary["kind"]; readonly round: number } | undefined {
  const parts = /^(live|dead)-(\d+)-\d+$/.exec(key);
  if (parts === null) return undefined;
  return { kind: parts[1] === "dead" ? "dead" : "live", round: Number(parts[2]) };
}
