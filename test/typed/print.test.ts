import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCampaign } from "@relance/campaign";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { cli } from "../../packages/apps/cli/test/support/cli.ts";
import { ROOT, read } from "../support/repository.ts";

const CONFIG = `import type { Channel, Provider } from "@relance/spec";
import { defineConfig, sqliteStore } from "relance";

function provider<C extends Channel>(channel: C): Provider<C> {
  const send = async ({ attemptId }: { attemptId: string }) => ({ ref: attemptId });
  return { kind: "none", channel, vendor: "none", capabilities: { receipts: true, replies: false }, send };
}

export default defineConfig({
  store: sqliteStore({ file: "relance.db" }),
  providers: {
    sms: { main: provider("sms"), second: provider("sms") },
    email: { main: provider("email"), smtp: provider("email") },
    push: { web: provider("push") },
    app: { android: provider("app") },
  },
  publicUrl: "https://notify.example.org/relance",
  security: { signing: ["only-for-these-tests"] },
});
`;

const PAGE = read("docs/campaign-in-code.md");

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "relance-print-"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "relance.config.ts"), CONFIG);
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function print(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cli(argv, { cwd: folder });
  expect(stderr.replace(/^configuration:.*\n/, "")).toBe("");
  expect(code).toBe(0);
  return stdout;
}

describe("a campaign in code", () => {
  it.each(["08-test-your-campaign/campaign.ts", "09-in-your-app/relance.config.ts", "11-campaign-in-code/recall.ts"])(
    "of examples/%s is printed as a file with the same hash",
    async (path) => {
      vi.stubEnv("RELANCE_SECRET", "only-for-these-tests");
      const program = join(ROOT, "examples", path);
      const {
        default: gateway,
        config = gateway,
        campaign,
        appointments = campaign,
        recall = appointments,
      } = await import(program);
      const file = join(folder, "printed.campaign.yaml");
      writeFileSync(file, await print("print", program));
      const printed = await loadCampaign(file, { templates: config.templates });
      expect(printed.body).toBe(recall.body);
      expect(printed.hash).toBe(recall.hash);
      if (path.startsWith("09"))
        expect(await cli(["check", file, "--config", program], { cwd: folder })).toMatchObject({ code: 0 });
      if (path.startsWith("11")) expect(PAGE).toContain(`\`\`\`yaml\n${readFileSync(file, "utf8")}\`\`\``);
    },
  );

  it("of examples/09-your-own-channel.ts is printed as a file with the same hash", () => {
    const program = `import { writeFileSync } from "node:fs";
import { loadCampaign, printCampaign } from "@relance/campaign";
const { campaign, config } = await import(${JSON.stringify(join(ROOT, "examples/09-your-own-channel.ts"))});
writeFileSync("letter.campaign.yaml", printCampaign(campaign));
const { body, hash } = await loadCampaign("letter.campaign.yaml", { templates: config.templates });
console.log(JSON.stringify([body === campaign.body, hash === campaign.hash]));`;
    const { PATH } = process.env;
    const env = {
      PATH,
      RELANCE_SECRET: "only-for-these-tests",
      RELANCE_DB: ":memory:",
      SHOP_URL: "http://127.0.0.1:1/",
    };
    const argv = ["--conditions=@relance/source", "--input-type=module", "--eval", program];
    const said = execFileSync(process.execPath, argv, { cwd: folder, env, encoding: "utf8" });
    expect(said.trim().split("\n").at(-1)).toBe("[true,true]");
  });

  it("in a program with several is printed by its name", async () => {
    writeFileSync(
      join(folder, "several.ts"),
      `import * as z from "zod";
import gateway from "./relance.config.ts";
const row = z.object({ id: z.string(), sms: z.string() });
const folder = import.meta.dirname;
export const names = ["none"];
export const one = gateway.campaign("one", { row, folder, deadline: "1d", steps: [{ channel: "sms", route: ["main"], template: "a" }] });
export const two = gateway.campaign("two", { row, folder, deadline: "2d", steps: [{ channel: "sms", route: ["main"], template: "a" }] });
`,
    );
    writeFileSync(join(folder, "a.sms.liquid"), "{{ ack.url }}");
    expect(await print("print", "several.ts", "two")).toContain("name: two\ndeadline: 2d\n");
    for (const argv of [
      ["print", "several.ts"],
      ["print", "several.ts", "three"],
    ]) {
      const { code, stderr } = await cli(argv, { cwd: folder });
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("one, two") });
    }
  });

  it.each([
    [["print", "nothing.ts"], "config/not-found: nothing.ts: there is no such file"],
    [["print", "package.json"], "campaign/unknown: package.json: this file is not a program"],
    [["print", "relance.config.ts"], "campaign/unknown: export a campaign: the file exports none"],
    [
      ["check", "relance.config.ts"],
      "relance.config.ts: this file is a program; write a campaign file from it with relance print",
    ],
  ])("does not exist, or not for this command: %j", async (argv, advice) => {
    const { code, stderr } = await cli(argv, { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(advice) });
  });
});
