import { describe, expect, it } from "vitest";
import { packageFolder, packageNames, read } from "../support/repository.ts";

const ROOT = JSON.parse(read("package.json"));
const MEMBERS = [...packageNames().map(packageFolder), "test/postgres"];
const NODES = /NODES = \[([^\]]+)\]/.exec(read("scripts/packed.ts"))?.[1] ?? "";
const TRIED = [...NODES.matchAll(/"(\d+)\.(\d+)\.\d+"/g)].map(([, major, minor]) => ({ major, minor }));

describe("the versions of Node", () => {
  it("are the same for every package, from the oldest on which the packed packages are tried", () => {
    const [oldest] = TRIED;
    const engines = MEMBERS.map((member) => JSON.parse(read(`${member}/package.json`)).engines.node);
    expect([...new Set(engines)]).toEqual([`>=${oldest?.major}.${oldest?.minor}`]);
  });

  it("are in the README: what packages run on, what starts a clone, and what it is developed on", () => {
    const readme = read("README.md");
    const [oldest, ...newer] = TRIED;
    const others = newer.map(({ major }) => major).join(" and ");
    expect(readme).toContain(`Node ≥ ${oldest?.major}.${oldest?.minor}, ${others}`);
    const starts = /^>=(\d+)$/.exec(ROOT.engines.node)?.[1];
    const [developed] = ROOT.devDependencies.node.split(".");
    for (const page of [readme, read("CONTRIBUTING.md")]) {
      expect(page).toContain(`Node ${starts} or newer`);
      expect(page).toContain(`Node ${developed}`);
    }
    expect(newer.map(({ major }) => major)).toContain(developed);
  });

  it("of the types are not newer than the version for development", () => {
    const major = (version: string) => version.split(".")[0];
    expect(major(ROOT.devDependencies["@types/node"])).toBe(major(ROOT.devDependencies.node));
  });
});
