import { open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { channelOf } from "@relance/spec";
import type { TemplateSources } from "../templates/template-book.ts";
import { parseTemplateFile, readFrontMatter } from "../templates/template-file.ts";
import { type AttachedFiles, attachedPaths, isInside, MAX_ATTACHED_BYTES } from "./compile-attachments.ts";

/**
 * Reads every file that the mails attach, each once, in all languages. What is not there, or leads out of the folder,
 * is left out, and the template that names it is wrong; of what is too large, just enough is read to say so.
 */
export async function readAttachedFiles(directory: string, sources: TemplateSources): Promise<AttachedFiles> {
  const files: Record<string, string> = {};
  const root = await realpath(directory).catch(() => directory);
  for (const path of namedPaths(sources)) {
    const bytes = isInside(path) ? await readInside(root, path) : undefined;
    if (bytes !== undefined) files[path] = bytes.toString("base64");
  }
  return files;
}

function namedPaths(sources: TemplateSources): ReadonlySet<string> {
  const paths = Object.entries(sources).flatMap(([file, source]) => {
    const template = parseTemplateFile(file);
    if (template === undefined || template.isHtml || !channelOf(template.channel).content.attachments) return [];
    const value = readFrontMatter(source).fields.find(({ name }) => name === "attach")?.value;
    return value === undefined ? [] : attachedPaths(value);
  });
  return new Set(paths.sort());
}

/** A link that stays inside is fine, one that leads out is not there. */
async function readInside(root: string, path: string): Promise<Buffer | undefined> {
  try {
    const real = await realpath(join(root, path));
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
    await using file = await open(real);
    if (!(await file.stat()).isFile()) return undefined;
    const buffer = Buffer.alloc(MAX_ATTACHED_BYTES + 1);
    let size = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, size, buffer.length - size, size);
      size += bytesRead;
      if (bytesRead === 0 || size === buffer.length) return buffer.subarray(0, size);
    }
  } catch {
    return undefined;
  }
}
