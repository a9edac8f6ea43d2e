import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, importsOf, packageFolder, packageNames, read } from "../support/repository.ts";

/** Allowed imports by package, as in ARCHITECTURE.md. The test refuses all other imports. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  rules: ["spec"],
  watch: ["spec", "rules"],
  evidence: ["spec", "rules", "engine"],
  report: ["spec", "rules", "engine", "evidence"],
  encryption: ["spec"],
  engine: ["spec", "rules", "replies"],
  campaign: ["spec", "rules"],
  forecast: ["spec", "rules", "campaign", "engine"],
  webhooks: ["spec"],
  "recipient-pages": ["spec"],
  conformance: ["spec"],
  simulator: ["spec"],
  "provider-kit": ["spec"],
  bounces: ["spec"],
  replies: ["spec", "rules"],
  "provider-twilio": ["spec", "provider-kit"],
  "provider-http-sms": ["spec", "provider-kit"],
  "provider-http-email": ["spec", "provider-kit"],
  "provider-nodemailer": ["spec", "provider-kit", "bounces"],
  "provider-web-push": ["spec", "provider-kit"],
  "provider-fcm": ["spec", "provider-kit"],
  "provider-apns": ["spec", "provider-kit"],
  store: ["spec", "rules"],
  "store-sqlite": ["spec", "store"],
  "store-postgres": ["spec", "store"],
  relance: [
    "spec",
    "encryption",
    "watch",
    "engine",
    "campaign",
    "evidence",
    "forecast",
    "report",
    "webhooks",
    "store-sqlite",
    "provider-kit",
    "recipient-pages",
  ],
  testing: ["spec", "canaries", "relance", "engine", "store-sqlite", "campaign", "simulator"],
  rehearsal: ["spec", "rules", "canaries", "report", "engine", "campaign", "relance", "store-sqlite", "simulator"],
  console: ["spec", "engine", "report", "webhooks", "relance"],
  cli: [
    "spec",
    "canaries",
    "console",
    "evidence",
    "forecast",
    "rules",
    "report",
    "rehearsal",
    "testing",
    "relance",
    "engine",
    "campaign",
    "webhooks",
    "store-sqlite",
  ],
  mcp: ["cli"],
  "create-relance": ["cli"],
};

/** Packages of `packages/plugins` that `relance` installs and that run only if the configuration uses them. */
const INSTALLED = ["encryption", "evidence", "forecast", "report"];

/** Plugins without a row in `TABLE`. They may import only the packages in `OF_PLUGINS`. */
const PLUGINS = packageNames().filter(
  (name) => packageFolder(name).startsWith("packages/plugins/") && TABLE[name] === undefined,
);
const OF_PLUGINS = ["spec", "provider-kit"];

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = Object.fromEntries([
  ...Object.entries(TABLE).map(([name, allowed]) => [name, mayUsePlugins(name) ? [...allowed, ...PLUGINS] : allowed]),
  ...PLUGINS.map((name) => [name, OF_PLUGINS]),
]);

function mayUsePlugins(name: string): boolean {
  return name === "relance" || /^packages\/(apps|testing)\//.test(packageFolder(name));
}

/** Returns the folders below `src` that each folder imports. Files directly in `src` may import every folder. */
function folderImports(src: string): ReadonlyMap<string, Set<string>> {
  const uses = new Map<string, Set<string>>();
  for (const file of filesBelow(src, (path) => path.endsWith(".ts"))) {
    const [from, isInFolder] = relative(src, file).split("/");
    if (from === undefined || isInFolder === undefined) continue;
    const used = uses.get(from) ?? new Set();
    uses.set(from, used);
    for (const specifier of importsOf(file).filter((path) => path.startsWith("."))) {
      const [to = "", isFolder] = relative(src, join(dirname(file), specifier)).split("/");
      if (to !== from && isFolder !== undefined) used.add(to);
    }
  }
  return uses;
}

const nameOf = (specifier: string) => /^(?:@relance\/([^/]+)|(relance)(?:\/|$))/.exec(specifier);

describe("the direction of imports", () => {
  it("knows every package", () => {
    expect(packageNames().sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it.each(Object.entries(MAY_IMPORT))("lets %s import only what the table lists", (name, allowed) => {
    const wrong: string[] = [];
    for (const file of filesBelow(`${packageFolder(name)}/src`, (path) => path.endsWith(".ts"))) {
      for (const specifier of importsOf(file)) {
        const found = nameOf(specifier);
        const target = found?.[1] ?? found?.[2];
        if (target !== undefined && target !== name && !allowed.includes(target)) wrong.push(`${file} → ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("lets the core import plugins only in the list of default plugins", () => {
    const core = packageNames().filter((name) => /^packages\/[^/]+$/.test(packageFolder(name)));
    const files = core.flatMap((name) => filesBelow(`${packageFolder(name)}/src`, (path) => path.endsWith(".ts")));
    const optional = packageNames().filter(
      (name) => packageFolder(name).startsWith("packages/plugins/") && !INSTALLED.includes(name),
    );
    const wrong = files.filter((file) => importsOf(file).some((from) => optional.includes(nameOf(from)?.[1] ?? "")));
    expect(wrong.filter((file) => file !== "packages/relance/src/default-plugins.ts")).toEqual([]);
  });

  it("leads no package back to itself, and no store to another", () => {
    const reached = (name: string, via: readonly string[] = []): readonly string[] =>
      (MAY_IMPORT[name] ?? []).flatMap((next) => (via.includes(next) ? [] : [next, ...reached(next, [...via, next])]));
    const circles = Object.keys(MAY_IMPORT).filter((name) => reached(name).includes(name));
    expect(circles).toEqual([]);
    expect(reached("store-sqlite")).not.toContain("store-postgres");
    expect(reached("store-postgres")).not.toContain("store-sqlite");
  });

  it.each([
    ["packages/engine/src", []],
    ["packages/rules/src", []],
    ["packages/store/src", ["moves → verbs", "codec → verbs"]],
  ])("lets the folders of %s depend in one direction, so that one can be read without the others", (src, upward) => {
    const uses = folderImports(src);
    for (const arrow of upward) {
      const [from = "", to = ""] = arrow.split(" → ");
      expect(uses.get(from)?.delete(to), `${arrow} is gone: remove it from this list`).toBe(true);
    }
    const reached = (folder: string, seen = new Set<string>()): ReadonlySet<string> => {
      for (const next of uses.get(folder) ?? []) if (!seen.has(next)) reached(next, seen.add(next));
      return seen;
    };
    expect([...uses.keys()].filter((folder) => reached(folder).has(folder))).toEqual([]);
  });

  it("declares what it imports, by exact version within the repository", () => {
    const wrong: string[] = [];
    for (const name of packageNames()) {
      const manifest = JSON.parse(read(`${packageFolder(name)}/package.json`));
      const declared = {
        ...manifest.dependencies,
        ...manifest.peerDependencies,
        [manifest.name]: manifest.version,
      };
      for (const file of filesBelow(`${packageFolder(name)}/src`, (path) => path.endsWith(".ts"))) {
        for (const specifier of importsOf(file)) {
          if (/^(\.|#|node:)/.test(specifier)) continue;
          const root = specifier.startsWith("@") ? specifier.split("/").slice(0, 2).join("/") : specifier.split("/")[0];
          if (root === undefined || !(root in declared)) wrong.push(`${file}: ${specifier} is not in dependencies`);
        }
      }
      for (const [dependency, version] of Object.entries<string>(manifest.dependencies ?? {})) {
        if (!/^\d/.test(version)) wrong.push(`${name}: ${dependency} ${version} is not an exact version`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("never imports from another package by path", () => {
    const wrong = filesBelow("packages", (path) => path.endsWith(".ts")).flatMap((file) =>
      importsOf(file)
        .filter((specifier) => /^\.\.?\/.*packages\/|^(\.\.\/){3,}([a-z-]+\/)+src\//.test(specifier))
        .map((specifier) => `${file} → ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });
});
