import { open, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ConfigError } from "@relance/spec";

/** Above this no mail is looked into; a byte more tells that it is. */
const READ_BYTES = 8_388_609;

/**
 * The mails at a path: the file, or every file below the folder, in order. A pipe or device is no mail.
 * @throws {ConfigError} `config/not-found`
 */
export async function mailFiles(cwd: string, path: string): Promise<readonly string[]> {
  const found = await stat(resolve(cwd, path)).catch(() => undefined);
  if (found === undefined) throw new ConfigError("config/not-found", `${path} is not there`);
  if (!found.isDirectory()) {
    if (!found.isFile()) throw new ConfigError("config/not-found", `${path} is neither a file nor a folder`);
    return [path];
  }
  const entries = await readdir(resolve(cwd, path), { recursive: true, withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const whole = join(entry.parentPath, entry.name);
    const isLinked = entry.isSymbolicLink() && (await stat(whole).catch(() => undefined))?.isFile();
    if (entry.isFile() || isLinked) files.push(join(path, whole.slice(resolve(cwd, path).length)));
  }
  return files.sort();
}

/** The beginning of a mail, never more than is looked at; `undefined` when the file cannot be read. */
export async function readMail(cwd: string, file: string): Promise<Uint8Array | undefined> {
  try {
    await using handle = await open(resolve(cwd, file));
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, READ_BYTES));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } catch {
    return undefined;
  }
}
