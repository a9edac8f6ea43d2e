import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const CLI = join(import.meta.dirname, "../..");
const [, least = ""] = /"node": ">=([\d.]+)"/.exec(readFileSync(join(CLI, "package.json"), "utf8")) ?? [];

/** Runs the command with a Node that reports this version. */
function under(node: string) {
  const claim = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${node}" } })`;
  const loader = `data:text/javascript,${encodeURIComponent(claim)}`;
  const argv = ["--import", loader, join(CLI, "bin/relance.js"), "--version"];
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  return { status, stderr };
}

it.each(["20.19.0", "22.9.0"])("reports in one sentence that Node %s is too old", (node) => {
  expect(under(node)).toEqual({
    status: 1,
    stderr: `relance needs Node ${least} or later; this is ${node}\n`,
  });
});

it("starts with the oldest Node that the package names", () => {
  expect(under(`${least}.0`).status).toBe(0);
});
