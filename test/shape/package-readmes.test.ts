import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageFolder, packageNames, ROOT, read } from "../support/repository.ts";
import { compile } from "../typed/compiler.ts";

const NAMES = packageNames();
const CONFIG = `import { nodemailerEmail } from "@relance/provider-nodemailer";
import { defineConfig, sqliteStore } from "relance";

export default defineConfig({
  store: sqliteStore({ file: "relance.db" }),
  providers: { email: { smtp: nodemailerEmail({ url: "smtp://127.0.0.1:2525", from: "a@example.org" }) } },
  publicUrl: "https://notify.example.org/relance",
  security: { signing: [process.env.RELANCE_SECRET], encryption: [process.env.RELANCE_SECRET] },
});
`;

const page = (name: string) => read(`${packageFolder(name)}/README.md`);
const blocks = (name: string, language: string) =>
  [...page(name).matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(([, text = ""]) => text);
const isInside = (name: string) => page(name).includes("applications do not install it");

describe("the page of each package on the registry", () => {
  it.each(NAMES)("%s: states its name, and the pages of relance to read next", (name) => {
    const text = page(name);
    expect(text).toContain(`# ${JSON.parse(read(`${packageFolder(name)}/package.json`)).name}\n`);
    const pages = [...text.matchAll(/`node_modules\/relance\/(docs\/[^`]+)`/g)].map(([, file = ""]) => file);
    expect(pages).not.toEqual([]);
    expect(pages.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it.each(NAMES.filter((name) => !isInside(name)))("%s: shows its installation and an example", (name) => {
    const [install = "", ...commands] = blocks(name, "sh");
    expect(install).toMatch(/^npm (install|create) /);
    expect([...commands, ...blocks(name, "ts"), ...blocks(name, "json")]).not.toEqual([]);
  });

  it("has programs that compile", () => {
    const programs = NAMES.flatMap((name) => blocks(name, "ts").map((text) => [`${name}.ts`, text] as const));
    expect(programs.length).toBeGreaterThan(15);
    expect(compile(join(ROOT, "test"), { "relance.config.ts": CONFIG, ...Object.fromEntries(programs) })).toEqual([]);
  });

  it("shows the program of the first page", () => {
    expect(blocks("relance", "ts")).toEqual([read("examples/readme.ts")]);
  });
});
