import { open, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ConfigError } from "@relance/spec";

/** Above this no mail is looked into; a byte more tells that it is. */
const READ_BYTES = 8_388_609;

/**
 * The mails at a path: the file, or every file below the folder, in order.
 * @throws {ConfigError} `config/not-found`
 */
export async function mailFiles(cwd: string, path: string): Promise<readonly string[]> {
  const found = await stat(resolve(cwd, path)).catch(() => undefined);
  if (found === undefined) throw new ConfigError("config/not-found", `${path} is not there`);
  if (!found.isDirectory()) return [path];
  const entries = await readdir(resolve(cwd, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(path, entry.parentPath.slice(resolve(cwd, path).length), entry.name))
    .sort();
}

/** The beginning of a mail, never more than is looked at. */
export async function readMail(cwd: string, file: string): Promise<Uint8Array> {
  await using handle = await open(resolve(cwd, file));
  const { size } = await handle.stat();
  const bytes = Buffer.alloc(Math.min(size, READ_BYTES));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
  return bytes.subarray(0, bytesRead);
}
