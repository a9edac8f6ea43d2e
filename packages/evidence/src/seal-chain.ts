import { hash } from "node:crypto";
import type { Seal } from "@relance/spec";

/** No tree's hash begins like this one's. */
const SEAL = Buffer.from([0x02]);

/** What is before the first seal of a campaign. */
export const NO_SEAL = "";

/** Whose seals these are. */
export interface SealedCampaign {
  readonly name: string;
  readonly occurrence: string;
}

/**
 * The hash of a seal and of all seals before it: whoever keeps the last one has kept them all.
 * @param before the chain of the seal before, {@link NO_SEAL} for the first
 */
export function chainOf(
  { name, occurrence }: SealedCampaign,
  { number, at, leaves, root }: Omit<Seal, "chain">,
  before: string,
): string {
  const text = JSON.stringify([name, occurrence, number, at, leaves, root, before]);
  return hash("sha256", Buffer.concat([SEAL, Buffer.from(text)]), "base64url");
}
