import { dateOf, type SealsInput, type StoredSeal } from "@relance/spec";
import type { StoreContext } from "../transaction/context.ts";

const COLUMNS = "campaign, number, at, leaves, root, chain, content";
const PAGE = `select ${COLUMNS} from seals where campaign = ? and number > ? order by number limit ?`;
const LAST = `select ${COLUMNS} from seals where campaign = ? order by number desc limit 1`;

type SealRow = Omit<StoredSeal, "at"> & { readonly at: number };

/** Seals of a campaign, in their order. */
export function seals(
  { sql }: StoreContext,
  { campaign, after = 0, last = false, limit }: SealsInput,
): readonly StoredSeal[] {
  const rows = last ? sql.all<SealRow>(LAST, campaign) : sql.all<SealRow>(PAGE, campaign, after, limit);
  return rows.map((row) => ({ ...row, at: dateOf(row.at).toISOString() }));
}
