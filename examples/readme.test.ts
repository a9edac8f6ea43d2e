import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("README's program runs without an account, in a separate process", async () => {
  const folder = mkdtempSync(join(tmpdir(), "relance-example-"));
  try {
    const words = ["--conditions=@relance/source", join(import.meta.dirname, "readme.ts")];
    const env = { PATH: process.env.PATH, RELANCE_SECRET: "a-secret-for-the-examples" };
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder, env });
    expect(stdout).toMatch(/^sms \+33639980001 .*Please stop using it, and confirm: https:.*^send .*true$/ms);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
