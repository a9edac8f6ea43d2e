import { isForgottenKey, type LoadedCampaign } from "@relance/spec";
import type { CampaignHandle } from "relance";

/** In what the audience's file and the people of a running campaign differ. */
export interface AudienceDifference {
  /** Rows of the file. */
  readonly rows: number;
  /** People in the file who are not enrolled. */
  readonly added: number;
  /** Keys of people who are enrolled and not in the file. */
  readonly removed: readonly string[];
}

/** Reads the file and the list of people once; keeps the file's keys in memory meanwhile. */
export async function audienceDifference(
  { audience, admit }: LoadedCampaign,
  campaign: CampaignHandle,
): Promise<AudienceDifference> {
  if (audience === undefined) return { rows: 0, added: 0, removed: [] };
  const keys = new Set<string>();
  let rows = 0;
  for await (const { line, raw, refused } of audience()) {
    rows += 1;
    const key = refused === undefined ? admit(raw, line).row?.key : undefined;
    if (key !== undefined) keys.add(key);
  }
  const removed: string[] = [];
  for await (const { key, state } of campaign.recipients()) {
    const isInFile = keys.delete(key);
    if (!isInFile && state !== "refused" && !isForgottenKey(key)) removed.push(key);
  }
  return { rows, added: keys.size, removed };
}
