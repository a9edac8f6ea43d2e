import { chownSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyFolder } from "../support/project.ts";
import { spawned } from "../support/spawned.ts";

const GOOD = `import { defineConfig, sqliteStore } from "relance";
const sms = { kind: "none", channel: "sms" as const, vendor: "none", capabilities: { receipts: false, replies: false }, send: async () => ({ ref: "" }) };
const config = defineConfig({ store: sqliteStore({ file: "relance.db" }), providers: { sms: { main: sms } }, security: { signing: [process.env.RELANCE_SECRET] } });
`;

describe("relance.config.ts", () => {
  it.each([
    { what: "a default export", text: `${GOOD}export default config;\n` },
    { what: "an export named config", text: `${GOOD.replace("const config", "export const config")}\n` },
    { what: "a promise of it", text: `${GOOD}export default Promise.resolve(config);\n` },
  ])("is loaded unchanged, with the secret of its .env, from $what", async ({ text }) => {
    await using made = await emptyFolder();
    await made.write("relance.config.ts", text);
    await made.write(".env", "RELANCE_SECRET=sixteen-characters-or-more\n");
    const left = await spawned(["migrate"], made.folder).done;
    expect(left).toMatchObject({ code: 0, stderr: expect.not.stringContaining("config/") });
    expect(left.stdout).toMatch(/^sqlite store, schema \d+, SQLite 3\./);
  });

  it("is found in a folder that --config names; without one, the error names both ways to choose it", async () => {
    await using made = await emptyFolder();
    mkdirSync(join(made.folder, "app"));
    await made.write("app/relance.config.ts", `${GOOD}export default config;\n`);
    await made.write("app/.env", "RELANCE_SECRET=sixteen-characters-or-more\n");
    expect(await spawned(["migrate", "--config", "app"], made.folder).done).toMatchObject({ code: 0 });
    const wrong = await spawned(["migrate", "--config", "ap"], made.folder).done;
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("--config or RELANCE_CONFIG") });
  });

  it.each([
    {
      what: "throws",
      text: 'const ports: number[] = [];\n\nthrow new Error("no port");\n',
      says: "relance.config.ts:3:7 Error: no port",
    },
    {
      what: "misspells a key that is required",
      text: "export default {\n  store: { open() {} },\n  provders: {},\n};\n",
      says: "relance.config.ts:3:3 provders: no such key; did you mean providers?",
    },
    {
      what: "cannot be parsed",
      text: "export default {\n  store: ,\n};\n",
      says: /relance\.config\.ts:2\S* SyntaxError/,
    },
    {
      what: "needs more than taking types away",
      text: "enum Port { A }\nexport default Port;\n",
      says: "without enums",
    },
    {
      what: "imports what is not installed",
      text: 'import "@example/nowhere";\n',
      says: "npm install @example/nowhere",
    },
    {
      what: "imports a package of ours that is not installed",
      text: 'import "@relance/nowhere";\n',
      says: "relance is not on npm yet",
    },
    {
      what: "misspells a package of ours that is installed",
      text: 'import "@relance/provider-twillio";\n',
      says: "which is not installed here: did you mean @relance/provider-twilio?",
    },
    { what: "imports a missing file", text: 'import "./other";\n', says: "with their endings" },
    { what: "exports nothing", text: "export const other = 1;\n", says: "export default defineConfig" },
    {
      what: "names no store",
      text: "export default { providers: {}, security: { signing: [] } };\n",
      says: "store is missing",
    },
    { what: "exports an open gateway", text: "export default { campaigns: {} };\n", says: "not the gateway" },
  ])("that $what causes an error with a place and advice", async ({ text, says }) => {
    await using made = await emptyFolder();
    await made.write("relance.config.ts", text);
    const left = await spawned(["status"], made.folder).done;
    expect(left).toMatchObject({ code: 1, stdout: "" });
    expect(left.stderr).toMatch(/^config\/invalid: /);
    expect(left.stderr).toMatch(says);
    expect(left.stderr).not.toContain("    at ");
  });

  it("in CommonJS causes an error with another file name", async () => {
    await using made = await emptyFolder();
    await made.write("package.json", '{ "type": "commonjs" }');
    await made.write("relance.config.ts", `${GOOD}export default config;\n`);
    const left = await spawned(["status"], made.folder).done;
    expect(left.code).toBe(1);
    expect(left.stderr).toContain("relance.config.mts");
  });

  it("that does not exist causes an error that names relance init", async () => {
    await using made = await emptyFolder();
    const left = await spawned(["status"], made.folder).done;
    expect(left.code).toBe(1);
    expect(left.stderr).toMatch(/^config\/not-found: .*relance init/);
  });

  it("is found from a subfolder, and its store is next to it, whatever the folder", async () => {
    await using made = await emptyFolder();
    await made.write("package.json", '{ "type": "module" }');
    await made.write("relance.config.ts", `${GOOD}export default config;\n`);
    await made.write(".env", "RELANCE_SECRET=sixteen-characters-or-more\n");
    for (const folder of ["campaigns/spring", "other"]) mkdirSync(join(made.folder, folder), { recursive: true });
    await made.write("campaigns/spring/note.txt", "");
    await made.write("other/package.json", "{}");
    const below = join(made.folder, "campaigns/spring");
    const found = await spawned(["migrate"], below).done;
    expect(found).toMatchObject({ code: 0, stderr: expect.stringContaining("configuration: ../../relance.config.ts") });
    const named = { RELANCE_CONFIG: join(made.folder, "relance.config.ts") };
    expect(await spawned(["migrate"], join(made.folder, "other"), named).done).toMatchObject({ code: 0 });
    expect(readdirSync(made.folder)).toContain("relance.db");
    expect(readdirSync(below)).toEqual(["note.txt"]);
    expect(readdirSync(join(made.folder, "other"))).toEqual(["package.json"]);
    const elsewhere = await spawned(["migrate"], join(made.folder, "other")).done;
    expect(elsewhere.stderr).toMatch(/^config\/not-found: /); // the search stops at the folder of another project
  });

  it.runIf(process.getuid?.() === 0)("in a parent folder is not executed if another user wrote it", async () => {
    await using made = await emptyFolder();
    await made.write("relance.config.ts", 'throw new Error("it ran");\n');
    chownSync(join(made.folder, "relance.config.ts"), 65_534, 65_534);
    mkdirSync(join(made.folder, "mine"));
    const left = await spawned(["migrate"], join(made.folder, "mine")).done;
    expect(left).toMatchObject({ code: 1, stderr: expect.stringMatching(/^config\/not-found: /) });
  });

  it("without a secret causes an error that states where to set it", async () => {
    await using made = await emptyFolder();
    await made.write("relance.config.ts", `${GOOD}export default config;\n`);
    const left = await spawned(["status", "--json"], made.folder, { RELANCE_SECRET: "" }).done;
    expect(left.code).toBe(1);
    expect(JSON.parse(left.stderr)).toMatchObject({ error: { code: "config/secret-missing" } });
  });

  it("shows the stack with --verbose only", async () => {
    await using made = await emptyFolder();
    await made.write("relance.config.ts", 'throw new Error("no port");\n');
    const left = await spawned(["status", "--verbose"], made.folder).done;
    expect(left.stderr).toContain("caused by: Error: no port\n    at ");
  });
});
