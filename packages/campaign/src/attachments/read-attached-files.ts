import { closeSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { getChannel } from "@relance/spec";
import type { TemplateSources } from "../templates/template-book.ts";
import { parseTemplateFile, readFrontMatter } from "../templates/template-file.ts";
import { type AttachedFiles, attachedPaths, isInside, MAX_ATTACHED_BYTES } from "./compile-attachments.ts";

/** Reads the attached files. A file that is missing or outside the folder is left out and reported later. */
export function readAttachedFiles(directory: string, sources: TemplateSources): AttachedFiles {
  const files: Record<string, string> = {};
  for (const path of namedPaths(sources)) {
    const bytes = isInside(path) ? readInside(directory, path) : undefined;
    if (bytes !== undefined) files[path] = bytes.toString("base64");
  }
  return files;
}

function namedPaths(sources: TemplateSources): ReadonlySet<string> {
  const paths = Object.entries(sources).flatMap(([file, source]) => {
    const template = parseTemplateFile(file);
    if (template === undefined || template.isHtml || !getChannel(template.channel).content.attachments) return [];
    const value = readFrontMatter(source).fields.find(({ name }) => name === "attach")?.value;
    return value === undefined ? [] : attachedPaths(value);
  });
  return new Set(paths.sort());
}

/** Follows links to files in the folder. The target of any other link counts as missing. */
function readInside(directory: string, path: string): Buffer | undefined {
  try {
    const root = realpathSync(directory);
    const real = realpathSync(join(root, path));
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep) || !statSync(real).isFile()) return undefined;
    return readHead(real, MAX_ATTACHED_BYTES + 1);
  } catch {
    return undefined;
  }
}

function readHead(file: string, length: number): Buffer {
  const open = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(open, buffer));
  } finally {
    closeSync(open);
  }
}
