import { spawn } from "node:child_process";
import { once } from "node:events";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type FoundText, StoreError } from "@relance/spec";
import { textForms } from "@relance/store";
import { programUrl } from "../transport/thread-url.ts";

/** Looks for texts in every byte of the database and its log, and in every column, in a process of its own. */
export async function searchFile(file: string, texts: readonly string[]): Promise<readonly FoundText[]> {
  const needles = texts.flatMap((whole, text) => textForms(whole).map((form) => ({ text, form })));
  if (needles.length === 0) return [];
  const { url } = programUrl("search/search-program", "search");
  const child = spawn(process.execPath, ["--no-warnings", fileURLToPath(url)], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => {}); // its exit code says more
  child.stdin.end(JSON.stringify({ file, needles }));
  const answered = json(child.stdout).catch(() => undefined);
  const [code] = (await once(child, "close")) as [number | null];
  const found = (await answered) as [text: number, place: string, count: number][] | undefined;
  if (code !== 0 || found === undefined) {
    throw new StoreError("store/unavailable", "the search of the database file did not end well");
  }
  return summed(found);
}

function summed(found: readonly (readonly [text: number, place: string, count: number])[]): FoundText[] {
  const sums = new Map<string, FoundText>();
  for (const [text, place, count] of found) {
    const name = `${text} ${place}`;
    sums.set(name, { text, place, count: (sums.get(name)?.count ?? 0) + count });
  }
  return [...sums.values()];
}
