import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, startCli } from "../support/cli.ts";
import { examplesOf, printed, wordsOf } from "../support/doc-examples.ts";
import { fakeVendor } from "../support/fake-vendor.ts";
import { emptyFolder, type Project, project } from "../support/project.ts";
import { waitFor } from "../support/wait-for.ts";

const SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/** Starts a webhook receiver whose answer the test sets. */
async function system() {
  const keys: string[] = [];
  let status = 204;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    keys.push(JSON.parse(body).data.key);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`,
    keys,
    answer(next: number) {
      status = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Creates a project whose campaign has ended, with events for the webhooks `crm` and `desk`. */
async function telling(carrier: string, urls: { readonly crm: string; readonly desk: string }): Promise<Project> {
  const made = await project({ fakeVendor: carrier });
  const file = join(made.folder, "relance.config.ts");
  const to = (url: string) => ({ url, secret: SECRET, allowPrivate: true, events: ["enrollment.enrolled"] });
  const webhooks = JSON.stringify({ crm: to(urls.crm), desk: to(urls.desk) });
  const config = await readFile(file, "utf8");
  await writeFile(
    file,
    `import { outgoingWebhooks } from "@relance/outgoing-webhooks";\n${config.replace("observe: { ingressCheck: false },", `observe: { ingressCheck: false }, plugins: [outgoingWebhooks(${webhooks})],`)}`,
  );
  return made;
}

/** Runs a worker until the condition holds. */
async function worked(cwd: string, what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const worker = startCli(["worker"], { cwd });
  await waitFor(what, holds);
  worker.signal("SIGTERM");
  expect((await worker.done).code).toBe(0);
}

const statesOf = async (cwd: string) => (await cli(["webhooks", "--json"], { cwd })).json<{ status: string }>();

describe("relance webhooks", () => {
  it("prints what docs/outgoing-webhooks.md shows: the status of each, and a replay", async () => {
    await using carrier = await fakeVendor();
    await using crm = await system();
    await using desk = await system();
    desk.answer(410);
    await using made = await telling(carrier.url, { crm: crm.url, desk: desk.url });
    const { folder: cwd } = made;
    expect((await cli(["webhooks"], { cwd })).stdout).toMatch(
      /^crm +waiting +no worker has sent an event to this webhook yet$/m,
    );
    await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd });
    await worked(cwd, "both", async () => {
      const [first, second] = await statesOf(cwd);
      return crm.keys.length === 3 && first?.status === "ready" && second?.status === "stopped";
    });
    const doctor = (await cli(["doctor"], { cwd })).stdout;
    expect(doctor).toMatch(/^✓ webhooks +crm ready: nothing waits · 3 delivered/m);
    expect(doctor).toMatch(/^! webhooks +desk stopped: gone since .*: relance webhooks resume desk$/m);
    const page = readFileSync(join(import.meta.dirname, "../../../../../docs/outgoing-webhooks.md"), "utf8");
    const examples = examplesOf(page);
    expect(examples.length).toBe(3);
    for (const { command, output } of examples) {
      const { stdout, stderr } = await cli(wordsOf(command), { cwd });
      expect(stdout, `relance ${command}\n${stderr}`).toMatch(printed(output));
    }
    desk.answer(204);
    await worked(cwd, "crm again and desk at last", async () => {
      return crm.keys.length === 6 && new Set(desk.keys).size === 3 && (await statesOf(cwd))[1]?.status === "ready";
    });
    expect(crm.keys.slice(3).toSorted()).toEqual(["p1", "p2", "p3"]);
  });

  it("refuses an unknown webhook and a replay without a start", async () => {
    const url = "http://127.0.0.1:9/";
    await using made = await telling(url, { crm: url, desk: url });
    const { folder: cwd } = made;
    expect(await cli(["webhooks", "resume", "cmr"], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("there is no webhook cmr; configured are crm, desk"),
    });
    expect((await cli(["webhooks", "replay", "--help"], { cwd })).stdout).toContain("--since <since>");
    expect(await cli(["webhooks", "replay", "crm"], { cwd })).toMatchObject({ code: 2 });
    expect(await cli(["webhooks", "replay", "crm", "--since", "yesterday"], { cwd })).toMatchObject({
      code: 2,
    });
    const both = ["webhooks", "replay", "crm", "--since", "2h", "--cursor", "1"];
    expect(await cli(both, { cwd })).toMatchObject({ code: 2 });
  });

  it("are unknown without the plugin, and a misspelt command needs no configuration", async () => {
    await using made = await project();
    expect(await cli(["webhooks"], { cwd: made.folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("unknown command 'webhooks'"),
    });
    await using empty = await emptyFolder();
    expect((await cli(["statsu"], { cwd: empty.folder })).stderr).toContain("Did you mean status?");
  });
});
