import { constants, open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { type ReturnPaths, readBounce } from "@relance/bounces";
import type { CollectResult, InboundItem, KeepReports } from "@relance/spec";
import { itemsOf } from "./bounce-receipts.ts";

const ROUND = 200;
/** A larger mail is not parsed, and only its beginning is stored. */
const MAX_BYTES = 8_388_608;
const KEPT_BYTES = 262_144;

/**
 * Moves mails from a maildir's `new` to `cur`. Each mail is stored before it is moved, so a crash causes at most a
 * second read, without effect. Reports are marked as seen. Other mails and unreadable mails are flagged and stay
 * unseen, for an operator. Workers on one machine may share a folder.
 */
export async function collectMaildir(
  folder: string,
  paths: ReturnPaths,
  keep: KeepReports,
  signal: AbortSignal,
): Promise<CollectResult> {
  const result = { kept: 0, refused: 0 };
  const names = (await readdir(join(folder, "new"))).filter((name) => !name.startsWith(".")).sort();
  for (const name of names) {
    // unreadable mails stay in the folder, and are counted so that a round ends
    if (signal.aborted || result.kept + result.refused >= ROUND) break;
    const mail = await readStart(join(folder, "new", name));
    if (mail === undefined) continue; // another worker moved the file, or the file is not a mail
    const items = await itemsIn(mail, paths);
    if (items !== undefined) await keep(items.items, mail.bytes.subarray(0, KEPT_BYTES));
    result[items === undefined ? "refused" : "kept"] += 1;
    await move(folder, name, items?.isRead === true ? "S" : "F");
  }
  return result;
}

interface Start {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

async function itemsIn(
  { bytes, isWhole }: Start,
  paths: ReturnPaths,
): Promise<{ readonly items: readonly InboundItem[]; readonly isRead: boolean } | undefined> {
  const path = paths.find(bytes);
  if (path === undefined) return undefined;
  const reading = isWhole ? await readBounce(bytes) : ({ kind: "unreadable", why: "too-large" } as const);
  return { items: itemsOf(reading, path), isRead: reading.kind !== "unreadable" };
}

async function readStart(file: string): Promise<Start | undefined> {
  try {
    // without O_NONBLOCK, opening a named pipe would never return
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) return undefined;
    const { size } = stats;
    const isWhole = size <= MAX_BYTES;
    const bytes = Buffer.alloc(isWhole ? size : KEPT_BYTES);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return { bytes: bytes.subarray(0, bytesRead), isWhole };
  } catch (error) {
    if (isFileError(error)) return undefined; // a file that cannot be read is skipped
    throw error;
  }
}

async function move(folder: string, name: string, flag: "S" | "F"): Promise<void> {
  const plain = name.split(":2,", 1)[0] ?? name;
  await rename(join(folder, "new", name), join(folder, "cur", `${plain}:2,${flag}`)).catch((error: unknown) => {
    if (!isFileError(error, "ENOENT")) throw error;
  });
}

function isFileError(error: unknown, code?: string): boolean {
  return error instanceof Error && "code" in error && (code === undefined || error.code === code);
}
