import { describe, expect, it } from "vitest";
import { filesBelow, read, withoutTexts } from "../support/repository.ts";

const isSource = (path: string) => /\.(ts|tsx)$/.test(path) && !path.endsWith(".generated.ts");

describe("the repository", () => {
  it("gives no file a meaningless name", () => {
    const nameless = /\/(utils?|helpers?|types|misc|common|manager)\.ts$/;
    expect(filesBelow("packages", isSource).filter((path) => nameless.test(path))).toEqual([]);
  });

  it("keeps source files within 300 lines", () => {
    const long = filesBelow("packages", (path) => isSource(path) && path.includes("/src/"))
      .map((path) => [path, read(path).trimEnd().split("\n").length] as const)
      .filter(([, lines]) => lines > 300);
    const advice = "move a part that has a name of its own into a file beside it (CONTRIBUTING.md, House rules)";
    expect(long, advice).toEqual([]);
  });

  it("has no default exports, ignored lint rules or silenced types in packages", () => {
    const soft = /^export default|biome-ignore|@ts-ignore|@ts-nocheck|\bas any\b|\.only\(|\bTODO\b|\bFIXME\b/m;
    expect(filesBelow("packages", isSource).filter((path) => soft.test(withoutTexts(path)))).toEqual([]);
  });

  it("names no path or host of one machine", () => {
    const local = /(^|[\s"'`(])\/(work|home|root|Users)\//m;
    const text = (path: string) => /\.(ts|json|md|sql|ya?ml|sh)$/.test(path) && !path.endsWith("package-lock.json");
    expect(
      ["packages", "test", "docs", "examples", "bench", "scripts"]
        .flatMap((folder) => filesBelow(folder, text))
        .filter((path) => local.test(read(path)) && !path.endsWith("files.test.ts")),
    ).toEqual([]);
  });

  it("never uses fs on the files of an open database, because closing them would drop its locks", () => {
    const touching = filesBelow("packages/store-sqlite/src", isSource).filter((path) => {
      const text = read(path);
      return /-(wal|shm)\b/.test(text) && /from "node:fs/.test(text);
    });
    expect(touching).toEqual([]);
  });
});
