import { accessSync, constants, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { StoreError } from "@relance/spec";

/** Linux magic numbers of network file systems, whose locks are too unreliable for SQLite. */
const SHARES: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0x01021997, "9p"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"],
  [0x564c, "NCP"],
  [0x73757245, "Coda"],
  [0x0bd00bd0, "Lustre"],
]);

/** @throws {StoreError} `store/network-share` */
export function checkFileSystem(type: number, platform: NodeJS.Platform = process.platform): void {
  const share = platform === "linux" ? SHARES.get(type >>> 0) : undefined;
  if (share === undefined) return;
  throw new StoreError(
    "store/network-share",
    `the file is on a network share (${share}), where SQLite loses data; use a local disk, or a server database`,
  );
}

/** Facts about a file, read without opening it: closing the file would release SQLite's locks in this process. */
export interface Place {
  readonly exists: boolean;
  readonly hasContent: boolean;
}

/** @throws {StoreError} `store/network-share`, `store/unwritable` */
export function checkPlace(file: string): Place {
  const folder = dirname(file);
  try {
    checkFileSystem(statfsSync(folder).type);
    accessSync(folder, constants.W_OK); // SQLite writes its log to the same folder
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return { exists: false, hasContent: false };
    if (!found.isFile()) throw new StoreError("store/unwritable", "the path is not a file");
    accessSync(file, constants.W_OK);
    return { exists: true, hasContent: found.size > 0 };
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError("store/unwritable", "the file or its folder is missing or cannot be written", { cause });
  }
}

export function fileIdentity(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.dev} ${found.ino}`;
}

/** Identifies the file independently of its path. A copy has another identity. */
export function storePlace(file: string): string {
  return isInMemory(file) ? file : String(statSync(file).ino);
}

export function isInMemory(file: string): boolean {
  return file === ":memory:";
}
