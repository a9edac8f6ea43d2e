import type { ErrorCount } from "@relance/spec";
import type { EngineContext } from "../context.ts";

/** How many messages failed with one code, and what it stands for. */
export interface CampaignError extends ErrorCount {
  /** Ours where it was refused, else what the provider says that its code stands for. Absent = nobody knows. */
  readonly meaning: string | undefined;
}

/** Codes with which messages of a campaign failed, the most frequent first. */
export async function readErrors(
  { store, providers }: EngineContext,
  campaign: number,
): Promise<readonly CampaignError[]> {
  const errors = await store.errors(campaign);
  return errors.map((error) => ({ ...error, meaning: meaningOf(error) }));

  function meaningOf({ provider, code, vendorCode }: ErrorCount): string | undefined {
    // "refused" is what we say where our own table has no word for it; a later table may have one
    if (code !== undefined && code !== "provider/refused") return code;
    const known = vendorCode === undefined ? undefined : providers.get(provider)?.meaningOf?.(vendorCode);
    return known ?? code;
  }
}
