import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../../..");
const STARTER = [process.execPath, "--conditions=@relance/source", join(import.meta.dirname, "../src/bin.ts")];
const PAGE = readFileSync(join(ROOT, "docs/first-campaign.md"), "utf8");
const VERSION = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")).version;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "relance-create-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a process in `cwd`, without an input. */
function run([file = "", ...words]: readonly string[], cwd = folder) {
  const { PATH, HOME } = process.env;
  const child = spawn(file, words, {
    cwd,
    env: { PATH, HOME, NO_COLOR: "1", NODE_OPTIONS: "--conditions=@relance/source" }, // the process must not inherit this test runner's environment
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const hear = (chunk: Buffer) => {
    text += chunk;
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  return new Promise<{ code: number | null; text: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, text }));
  });
}

const create = (...words: string[]) => run([...STARTER, ...words]);
const read = (path: string) => readFileSync(join(folder, path), "utf8");

/** Checks the project's campaign file and runs its test with the sources of this repository. */
async function tryOut(name: string) {
  const bin = join(ROOT, "node_modules/.bin");
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const conditions = { conditions: ["@relance/source", "node"] };
  const config = join(folder, "sources.config.mjs");
  writeFileSync(config, `export default ${JSON.stringify({ resolve: conditions, ssr: { resolve: conditions } })};\n`);
  const check = await run([join(bin, "relance"), "check", "hello.campaign.yaml"], join(folder, name));
  // vitest runs in the folder above, so the test must find its campaign by its own path
  const test = await run([join(bin, "vitest"), "run", "--config", config, "--dir", name]);
  return { check, test };
}

describe("npm create relance", () => {
  it("writes the project in docs/first-campaign.md, whose campaign has no mistake and whose test passes", async () => {
    const [, words = ""] = /npm create relance (my-app -- .*)/.exec(PAGE) ?? [];
    expect(await create(...words.split(" ").filter((word) => word !== "--"))).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, "my-app")).sort()).toEqual([
      ".env",
      ".gitignore",
      "hello.campaign.yaml",
      "hello.email.liquid",
      "hello.sms.liquid",
      "hello.test.ts",
      "package.json",
      "people.csv",
      "relance.config.ts",
      "tsconfig.json",
    ]);
    const { name, scripts, dependencies, devDependencies } = JSON.parse(read("my-app/package.json"));
    expect([name, Object.keys(scripts)]).toEqual(["my-app", ["test", "dev", "check", "start"]]);
    const ours = ["@relance/cli", "@relance/provider-nodemailer", "@relance/provider-twilio", "relance"];
    expect(dependencies).toEqual(Object.fromEntries(ours.map((one) => [one, VERSION])));
    expect(devDependencies).toMatchObject({ "@relance/testing": VERSION, vitest: expect.stringMatching(/^\d/) });
    const [first] = read("my-app/hello.campaign.yaml").split("\n");
    expect(first).toMatch(/^# yaml-language-server: \$schema=node_modules\/@relance\/campaign\/campaign.schema.json$/);
    expect(read("my-app/.gitignore")).toBe("node_modules/\n.env\nrelance.db*\n");
    expect(read("my-app/.env")).toMatch(/\nRELANCE_SECRET=\S{43}\n$/);
    expect(statSync(join(folder, "my-app/.env")).mode & 0o777).toBe(0o600);

    const { check, test } = await tryOut("my-app");
    expect(check).toMatchObject({ code: 0, text: expect.stringContaining("no mistakes") });
    expect(test, test.text).toMatchObject({ code: 0, text: expect.stringMatching(/Tests +1 passed/) });
  });

  it("omits channels that were not requested, and uses PostgreSQL if requested", async () => {
    expect(await create("app", "--channels", "sms", "--store", "postgres")).toMatchObject({ code: 0 });
    const files = readdirSync(join(folder, "app"));
    expect(files).not.toContain("hello.email.liquid");
    const texts = files.filter((file) => file !== "people.csv").map((file) => read(`app/${file}`));
    expect(texts.join("\n")).not.toMatch(/email|smtp|nodemailer|sqliteStore|if: /);
    expect(JSON.parse(read("app/package.json")).dependencies).toHaveProperty("@relance/store-postgres", VERSION);
    expect(read("app/.env")).toContain("\nDATABASE_URL=postgres://");
    const { check, test } = await tryOut("app");
    expect(check).toMatchObject({ code: 0, text: expect.stringContaining("no mistakes") });
    expect(test, test.text).toMatchObject({ code: 0, text: expect.stringMatching(/Tests +1 passed/) });
  });

  it("uses a default for each missing option, and prints the choices", async () => {
    const { code, text } = await create();
    expect(code).toBe(0);
    expect(text).toContain("Channels: sms, email. Store: sqlite.");
    expect(text).toContain("cd relance-app\n");
    expect(readdirSync(folder)).toEqual(["relance-app"]);
  });

  it("writes everything even if its output is not read, and quotes the folder for a shell", async () => {
    const { code, text } = await create("ada's app");
    expect([code, text]).toEqual([0, expect.stringContaining(`\n  cd 'ada'\\''s app'\n`)]);
    const words = [...STARTER, "unread"].map((word) => `'${word}'`).join(" ");
    expect(await run(["bash", "-c", `(sleep 0.2; ${words}) | true; exit "\${PIPESTATUS[0]}"`])).toEqual({
      code: 0,
      text: "",
    });
    expect(readdirSync(join(folder, "unread"))).toEqual(readdirSync(join(folder, "ada's app")));
  });

  it("refuses a folder with files, and unknown options, and writes nothing", async () => {
    writeFileSync(join(folder, "notes.md"), "mine");
    const refused = [
      [["."], ". is taken; name a new or an empty folder"],
      [["notes.md"], "notes.md is taken; name a new or an empty folder"],
      [["app", "--channels", "sms,pigeon"], '--channels does not take "sms,pigeon"; write sms, email or sms,email'],
      [["app", "--store", "oracle"], '--store does not take "oracle"; write sqlite or postgres'],
      [["app", "--chanels", "sms"], "Unknown option '--chanels'; did you mean --channels?"],
      [["app", "--pigeon"], "Unknown option '--pigeon'; --help lists the options"],
      [[""], "name a folder"],
    ] as const;
    for (const [words, sentence] of refused) {
      const { code, text } = await create(...words);
      expect([code, text]).toEqual([2, expect.stringContaining(`create-relance: ${sentence}`)]);
    }
    expect(readdirSync(folder)).toEqual(["notes.md"]);
  });
});
