import { StoreError } from "@relance/spec";

/** Older ones can corrupt a write-ahead log that two connections use (fixed in 3.51.3). */
const OLDEST = [3, 51, 3] as const;

/** @throws {StoreError} `store/sqlite-too-old` */
export function checkEngine(version: string): void {
  const parts = version.split(".").map(Number);
  for (const [place, least] of OLDEST.entries()) {
    const part = parts[place] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new StoreError(
        "store/sqlite-too-old",
        `SQLite ${version} can corrupt its log; run on Node 22.23 or later, or on Node 24 (SQLite 3.51.3)`,
      );
    }
  }
}
