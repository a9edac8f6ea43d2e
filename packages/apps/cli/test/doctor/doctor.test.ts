import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clock, lookAtConfig, lookAtProviders } from "../../src/doctor/diagnose.ts";
import { cli } from "../support/cli.ts";
import { emptyFolder, project } from "../support/project.ts";

const now = Date.UTC(2026, 10, 25);
const config = { store: {}, providers: {}, security: { signing: ["a-secret-for-these-tests"] }, delivery: "live" };

function statusOf(check: string, changes: Record<string, unknown>): string | undefined {
  const loaded = { file: "/nowhere/relance.config.ts", config: { ...config, ...changes } };
  return lookAtConfig(loaded as never).find((found) => found.check === check)?.status;
}

describe("a check of the clock", () => {
  it.each([
    { at: now, steadyNow: now, status: "ok" },
    { at: 0, steadyNow: 0, status: "fail" },
    { at: now, steadyNow: now - 3_600_000, status: "warn" },
  ])("reports $status at $at if the steady clock shows $steadyNow", ({ at, steadyNow, status }) => {
    expect(clock(at, steadyNow).status).toBe(status);
  });
});

describe("a check of the configuration", () => {
  it.each([
    { check: "publicUrl", changes: { publicUrl: "https://notify.example.org/relance" }, status: "ok" },
    { check: "publicUrl", changes: { publicUrl: "http://127.0.0.1:8077/relance" }, status: "warn" },
    { check: "publicUrl", changes: { publicUrl: "http://notify.example.org" }, status: "fail" },
    { check: "publicUrl", changes: {}, status: "warn" },
    { check: "delivery", changes: {}, status: "ok" },
    { check: "delivery", changes: { delivery: "capture" }, status: "warn" },
  ])("finds $check $status for $changes", ({ check, changes, status }) => {
    expect(statusOf(check, changes)).toBe(status);
  });

  it("warns about a secret that other users can read", async () => {
    await using made = await emptyFolder();
    await made.write(".env", "RELANCE_SECRET=x\n");
    const loaded = { file: join(made.folder, "relance.config.ts"), config } as never;
    const status = () => lookAtConfig(loaded).find(({ check }) => check === ".env")?.status;
    await chmod(join(made.folder, ".env"), 0o644);
    expect(status()).toBe("warn");
    await chmod(join(made.folder, ".env"), 0o600);
    expect(status()).toBe("ok");
  });
});

describe("a check of the providers", () => {
  it("probes providers with a probe, and reports a failing one", async () => {
    const provider = { kind: "loopback", channel: "sms", vendor: "loopback", capabilities: {} };
    const providers = {
      sms: {
        well: { ...provider, probe: async () => {} },
        ill: { ...provider, probe: () => Promise.reject(new Error("secret inside")) },
        mute: provider,
      },
    };
    const found = await lookAtProviders(providers as never, true);
    expect(found.map(({ check, status }) => [check, status])).toEqual([
      ["sms.well", "ok"],
      ["sms.ill", "fail"],
      ["sms.mute", "ok"],
    ]);
    expect(JSON.stringify(found)).not.toContain("secret inside");
  });
});

describe("relance doctor", () => {
  it("finds no problem in a project, store and audit included", async () => {
    await using made = await project();
    const { code, json } = await cli(["doctor", "--json"], { cwd: made.folder });
    expect(code).toBe(0);
    expect(json().map(({ check }) => check)).toEqual(
      expect.arrayContaining(["node", "config", "publicUrl", "sms.main", "store", "ledgers", "audit"]),
    );
  });

  it("explains what is wrong with a file that is no database, and does not change it", async () => {
    await using made = await project();
    await made.write("relance.db", "this is a letter, and not a database at all. ".repeat(100));
    const { code, stdout } = await cli(["doctor"], { cwd: made.folder });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ store +store\//);
    const status = await cli(["status"], { cwd: made.folder });
    expect(status.code).toBe(3);
  });

  it("reports a misspelt key under the configuration, not under the store", async () => {
    await using made = await project({ more: "publicUlr: 'x' as never," });
    const { code, stdout } = await cli(["doctor"], { cwd: made.folder });
    expect(code).toBe(1);
    expect(stdout.match(/✗ .*/g)).toEqual([
      expect.stringMatching(/^✗ config +config\/invalid: .*did you mean publicUrl/),
    ]);
  });

  it("warns if a list of plugins omits a default one", async () => {
    const told = async (more: string) => {
      await using made = await project({ more });
      const { json } = await cli(["doctor", "--json"], { cwd: made.folder });
      return json().find(({ check }) => check === "watch");
    };
    expect(await told("plugins: [],")).toMatchObject({ status: "warn", fact: expect.stringContaining("watch()") });
    expect(await told("")).toBeUndefined();
  });

  it("continues as far as possible without a configuration", async () => {
    await using made = await emptyFolder();
    const { code, stdout } = await cli(["doctor"], { cwd: made.folder });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✓ node[\s\S]*✗ config +config\/not-found/);
  });
});
