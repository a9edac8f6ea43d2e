import type { LoadedCampaign } from "@relance/spec";
import type { Row } from "./invent-people.ts";

/** Rows of the file that others are modelled on. */
const SAMPLES = 500;

/** The first rows of the campaign's own audience, at most `limit`; none where it has no file. */
export async function readPeople({ audience }: LoadedCampaign, limit: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  if (audience === undefined || limit === 0) return rows;
  for await (const { raw } of audience()) {
    if (typeof raw !== "object" || raw === null) continue;
    rows.push(raw as Row);
    if (rows.length >= limit) break;
  }
  return rows;
}

/** Rows that invented people take their other columns from. */
export function samplesOf(rows: readonly Row[]): readonly Row[] {
  return rows.slice(0, SAMPLES);
}
