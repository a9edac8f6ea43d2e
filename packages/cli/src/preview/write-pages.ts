import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PreviewStep } from "@relance/campaign";

/** Writes the HTML of each step into a folder; gives the files by step. */
export async function writePages(
  folder: string,
  name: string,
  steps: readonly PreviewStep[],
): Promise<ReadonlyMap<number, string>> {
  const pages = new Map<number, string>();
  for (const { step, content } of steps) {
    const html = content !== undefined && "html" in content ? content.html : undefined;
    if (html === undefined) continue;
    const file = join(folder, `${name}-step-${step}.html`);
    await mkdir(folder, { recursive: true });
    await writeFile(file, html);
    pages.set(step, file);
  }
  return pages;
}
