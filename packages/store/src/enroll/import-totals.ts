import { type SealAnswer, StoreError } from "@relance/spec";

/** What the chunks of one import add up to. */
export interface ImportSums {
  readonly chunks: number;
  readonly new: number;
  readonly same: number;
  readonly changed: number;
  readonly repeated: number;
  readonly refused: number;
}

/**
 * The totals of an import whose chunks are all there. `everybody` = people of the campaign.
 * @throws {StoreError} `store/import-incomplete`
 */
export function importTotals(sums: ImportSums | undefined, chunks: number, everybody: number): SealAnswer {
  if (sums === undefined || sums.chunks !== chunks) {
    const found = sums?.chunks ?? 0;
    throw new StoreError("store/import-incomplete", `${found} of ${chunks} chunks of the import are there`);
  }
  const enrolled = sums.new + sums.same + sums.changed;
  return {
    lines: enrolled + sums.repeated + sums.refused,
    enrolled,
    repeated: sums.repeated,
    refused: sums.refused,
    removed: Math.max(0, everybody - enrolled),
  };
}
