import { dateOf, type SealsInput, type StoredSeal } from "@relance/spec";
import type { Reading } from "../transaction/reading.ts";

const COLUMNS = "campaign, number, at, leaves, root, chain, content";
const PAGE = `select ${COLUMNS} from seals where campaign = $1 and number > $2 order by number limit $3`;
const LAST = `select ${COLUMNS} from seals where campaign = $1 order by number desc limit 1`;

type SealRow = Omit<StoredSeal, "at"> & { readonly at: number };

/** Seals of a campaign, in their order. */
export async function seals(
  { sql }: Reading,
  { campaign, after = 0, last = false, limit }: SealsInput,
): Promise<readonly StoredSeal[]> {
  const rows = await (last
    ? sql.all<SealRow>(LAST, campaign)
    : sql.all<SealRow>(PAGE, campaign, after, limit));
  return rows.map((row) => ({ ...row, at: dateOf(row.at).toISOString() }));
}
