import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, ROOT, read } from "../support/repository.ts";

const PAGES = filesBelow(".", (path) => path.endsWith(".md"));

/** Returns a page without code blocks, because brackets in code are not links and `#` in code is not a heading. */
const prose = (page: string) => read(page).replace(/^```[\s\S]*?^```/gm, "");

interface Link {
  readonly page: string;
  readonly written: string;
  readonly target: string;
  readonly anchor: string | undefined;
}

function linksOf(page: string): Link[] {
  const links = prose(page)
    .replace(/`[^`\n]*`/g, "")
    .matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g);
  return [...links].flatMap(([, inText, inTag]) => {
    const written = inText ?? inTag ?? "";
    if (/^[a-z]+:/.test(written)) return [];
    const [path = "", anchor] = written.split("#");
    return [{ page, written, target: path ? normalize(join(dirname(page), path)) : page, anchor }];
  });
}

/** Returns the anchors that GitHub creates for headings. The second heading with the same name gets `-1`. */
function anchorsOf(page: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const names = [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => {
    const name = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}-${before}`;
  });
  return new Set(names);
}

describe("the links of all pages", () => {
  const links = PAGES.flatMap(linksOf);

  it("lead to files and headings that exist", () => {
    const broken = links.filter(
      ({ target, anchor }) =>
        !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchorsOf(target).has(anchor)),
    );
    expect(broken.map(({ page, written }) => `${page} → ${written}`)).toEqual([]);
  });

  it("lead from the README to every page of docs", () => {
    const reached = new Set(["README.md"]);
    for (const page of reached) for (const link of links) if (link.page === page) reached.add(link.target);
    expect(PAGES.filter((page) => page.startsWith("docs/") && !reached.has(page))).toEqual([]);
  });

  it("lead from the index of docs to every page of docs once", () => {
    const listed = links.filter(({ page }) => page === "docs/README.md").map(({ target }) => target);
    const pages = PAGES.filter((page) => /^docs\/(?!README|decisions\/\d)/.test(page));
    expect(pages.filter((page) => listed.filter((target) => target === page).length !== 1)).toEqual([]);
  });
});

describe("paths of the repository that a page names", () => {
  it("exist", () => {
    const named = PAGES.flatMap((page) =>
      [...read(page).matchAll(/`((?:packages|test|docs|examples|bench|scripts)\/[\w./@-]+)`/g)].map(
        ([, path = ""]) => [page, path] as const,
      ),
    );
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(([, path]) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
