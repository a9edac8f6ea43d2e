import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyFolder } from "../support/project.ts";
import { spawned } from "../support/spawned.ts";
import { waitFor } from "../support/wait-for.ts";

describe("relance init", () => {
  it("writes a project that can be checked, run and captured immediately", async () => {
    await using made = await emptyFolder();
    const { folder } = made;
    const init = await spawned(["init"], folder).done;
    expect(init).toMatchObject({ code: 0, stderr: "" });
    expect(init.stdout).toContain("wrote relance.config.ts");
    const check = await spawned(["check", "hello.campaign.yaml"], folder).done;
    expect(check).toMatchObject({ code: 0, stdout: "" });
    const run = spawned(["run", "hello.campaign.yaml", "--recipients", "3", "--port", "0", "--json"], folder);
    await waitFor("everybody", () => run.stdout().includes('"inFlight":3'));
    run.kill("SIGINT");
    expect(await run.done).toMatchObject({ code: 0 });
    const outbox = await spawned(["outbox"], folder).done;
    expect(outbox.stdout).toContain("Hello Ada, will you come on Friday? http://127.0.0.1:8077/relance/a/");
    expect(outbox.stdout).toContain("Subject: Will you come on Friday, Alan?");
  });

  it("makes the secret readable only by its owner, keeps it out of git, and writes a new one each time", async () => {
    await using made = await emptyFolder();
    const secrets: string[] = [];
    for (const name of ["one", "two"]) {
      await spawned(["init", name], made.folder).done;
      const env = join(made.folder, name, ".env");
      expect((await stat(env)).mode & 0o777).toBe(0o600);
      secrets.push(/RELANCE_SECRET=(\S{43})\n/.exec(await readFile(env, "utf8"))?.[1] ?? "");
      expect(await readFile(join(made.folder, name, ".gitignore"), "utf8")).toBe(".env\nrelance.db*\n");
    }
    expect(new Set(secrets).size).toBe(2);
    expect(secrets).not.toContain("");
  });

  it("reports a file at the path of the folder", async () => {
    await using made = await emptyFolder();
    await writeFile(join(made.folder, "notes.md"), "mine");
    const { code, stderr } = await spawned(["init", "notes.md"], made.folder).done;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^config\/invalid: .*notes\.md is not a folder; name another/);
  });

  it("lists packages that are not on npm yet, in lines that fit", async () => {
    const folder = await mkdtemp(join(tmpdir(), "relance-outside-"));
    const { stdout } = await spawned(["init"], folder).done;
    await rm(folder, { recursive: true });
    expect(stdout).toContain("not on npm yet");
    expect(stdout).toContain("relance @relance/cli @relance/provider-twilio @relance/provider-nodemailer\n");
    expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });

  it("overwrites nothing", async () => {
    await using made = await emptyFolder();
    await made.write(".env", "RELANCE_SECRET=mine\n");
    await made.write("people.csv", "id\n");
    await made.write(".gitignore", "node_modules");
    const left = await spawned(["init"], made.folder).done;
    expect(left.code).toBe(0);
    expect(left.stderr).toContain("kept  .env, which existed");
    const read = (name: string) => readFile(join(made.folder, name), "utf8");
    expect([await read(".env"), await read("people.csv"), await read(".gitignore")]).toEqual([
      "RELANCE_SECRET=mine\n",
      "id\n",
      "node_modules\n.env\nrelance.db*\n",
    ]);
  });

  it("states at the second call that the project exists", async () => {
    await using made = await emptyFolder();
    await spawned(["init"], made.folder).done;
    expect((await spawned(["init"], made.folder).done).stdout).toMatch(/^the project exists\n\nNext:/);
  });

  it("writes into the folder of the call if npx runs the command in a workspace above", async () => {
    await using made = await emptyFolder();
    const folder = join(made.folder, "below");
    await mkdir(folder);
    await spawned(["init"], made.folder, { npm_command: "exec", INIT_CWD: folder }).done;
    expect(await readFile(join(folder, ".gitignore"), "utf8")).toContain("relance.db*");
  });

  it("works in a folder that npm init has made", async () => {
    await using made = await emptyFolder();
    await made.write("package.json", '{ "type": "commonjs" }');
    const init = await spawned(["init"], made.folder).done;
    expect(init.stdout).toContain("wrote relance.config.mts");
    expect(await spawned(["migrate"], made.folder).done).toMatchObject({ code: 0, stderr: "" });
  });
});
