import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is gone with the test. */
export interface TempFolder extends Disposable {
  path(name: string): string;
}

export function tempFolder(): TempFolder {
  const folder = mkdtempSync(join(tmpdir(), "relance-store-"));
  return {
    path: (name) => join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
