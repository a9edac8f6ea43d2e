import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changelogEntry, copyRepository, writeVersions } from "../../scripts/release.ts";
import { packageFolder, packageNames } from "../support/repository.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("npm run release", () => {
  it("gives all packages one new version, also in their dependencies, and writes the changes", () => {
    const copy = mkdtempSync(join(tmpdir(), "relance-release-"));
    try {
      copyRepository(copy);
      symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
      writeVersions(copy);
      const manifests = packageNames().map((name) =>
        JSON.parse(readFileSync(join(copy, packageFolder(name), "package.json"), "utf8")),
      );
      const [version] = manifests.map((manifest) => manifest.version);
      const old = JSON.parse(readFileSync(join(ROOT, "packages/relance/package.json"), "utf8")).version;
      expect(version).not.toBe(old);
      for (const { name, version: own, dependencies = {} } of manifests) {
        expect([name, own]).toEqual([name, version]);
        for (const [needed, range] of Object.entries(dependencies))
          if (/^@?relance\b/.test(needed)) expect([name, needed, range]).toEqual([name, needed, version]);
      }
      expect(readFileSync(join(copy, "CHANGELOG.md"), "utf8")).toContain(`\n## ${version}\n\n### `);
      expect(readdirSync(join(copy, ".changeset"))).toEqual(["config.json"]);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });

  it("lists first the changes that require most of an application, and no section without changes", () => {
    const releases = [{ name: "relance", newVersion: "2.0.0" }];
    const change = (type: string, summary: string) => ({ summary, releases: [{ type }] });
    const changesets = [change("patch", "Mended."), change("major", "Renamed:\nmuch.")];
    expect(changelogEntry({ changesets, releases })).toBe(
      "## 2.0.0\n\n### major\n\n- Renamed:\n  much.\n\n### patch\n\n- Mended.",
    );
    expect(() => changelogEntry({ changesets: [], releases: [] })).toThrow("npx changeset");
  });
});
