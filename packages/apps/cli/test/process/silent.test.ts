import { createECDH, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Project, project } from "../support/project.ts";
import { spawned } from "../support/spawned.ts";
import { waitFor } from "../support/wait-for.ts";

const SECRET = "a-secret-of-a-silent-house";
const BODY = "the appointment of Zoe Quellebrune";
const endpoint = "https://push.example.net/send/endpoint-of-zoe";
const FORBIDDEN = [
  /33639981234/,
  /zoe/i,
  /quellebrune/i,
  /appointment/,
  /push\.example/,
  /\/[au]\/[\w-]{16}/,
  /a-secret/,
];

/** A configuration whose provider APIs refuse everything and repeat the request in their errors. */
const CONFIG = `import { appendFileSync } from "node:fs";
import { defineConfig, ProviderError, sqliteStore } from "relance";
const told = (channel) => ({
  kind: "loud", channel, vendor: "loud", capabilities: { receipts: false, replies: false },
  async send(message) {
    appendFileSync("tried.txt", channel + " " + JSON.stringify(message) + "\\n");
    if (process.env.LEAKS === channel) console.error("refused", message.to);
    throw new ProviderError("provider/refused", "cannot take " + JSON.stringify(message), {
      provider: "main", disposition: "reject", cause: new Error(JSON.stringify(message)),
    });
  },
  async probe() {},
});
export const config = defineConfig({
  store: sqliteStore({ file: "relance.db" }),
  providers: { sms: { main: told("sms") }, email: { main: told("email") }, push: { main: told("push") } },
  publicUrl: "https://127.0.0.1:1/relance",
  security: { signing: ["${SECRET}"] },
  delivery: "live",
  observe: { ingressCheck: false },
});
`;

const CAMPAIGN = `version: 1
name: hello
subject: "${BODY}"
deadline: 72h
audience: { file: people.csv, key: id, contacts: { sms: mobile, email: mail, push: device } }
confirm: { event: came, via: [event, link] }
steps:
  - { channel: sms, route: [main], template: hello, wait: 1h }
  - { channel: email, route: [main], template: hello, wait: 1h }
  - { channel: push, route: [main], template: hello, wait: 1h }
`;

async function loudHouse(): Promise<Project> {
  const made = await project();
  const keys = createECDH("prime256v1");
  const p256dh = keys.generateKeys("base64url");
  const device = JSON.stringify({ endpoint, keys: { p256dh, auth: randomBytes(16).toString("base64url") } });
  await made.write("relance.config.ts", CONFIG);
  await made.write("hello.campaign.yaml", CAMPAIGN);
  await made.write("hello.sms.liquid", `${BODY}: {{ ack.url }}`);
  await made.write("hello.email.liquid", `---\nsubject: ${BODY}\n---\n${BODY}: {{ ack.url }}`);
  await made.write("hello.push.liquid", `---\ntitle: ${BODY}\n---\n${BODY}`);
  const cell = `"${device.replaceAll('"', '""')}"`;
  await made.write("people.csv", `id,mobile,mail,device\nzoe-1,+33639981234,zoe@example.org,${cell}\n`);
  return made;
}

/** Runs the campaign until every channel has refused, and returns output lines with personal data. */
async function linesThatTell({ folder }: Project, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const run = spawned(["run", "hello.campaign.yaml", "--recipients", "1", "--port", "0", "--verbose"], folder, env);
  const tried = () => readFile(join(folder, "tried.txt"), "utf8").catch(() => "");
  await Promise.race([
    waitFor("a refusal of every channel", async () => /^push /m.test(await tried())),
    run.done.then(({ stderr }) => Promise.reject(new Error(`it ended: ${stderr}`))),
  ]);
  run.kill("SIGTERM");
  const { code, stdout, stderr } = await run.done;
  expect(code).toBe(0);
  expect(stderr).not.toBe("");
  for (const text of ["+33639981234", "zoe@example.org", endpoint, BODY]) expect(await tried()).toContain(text);
  const lines = `${stdout}\n${stderr}`.split("\n");
  return lines.filter((line) => FORBIDDEN.some((pattern) => pattern.test(line)));
}

describe("a process whose providers refuse all recipients, with addresses in their answers", () => {
  it("writes no address, text, link, push endpoint or secret to stdout or stderr", async () => {
    await using made = await loudHouse();
    expect(await linesThatTell(made, {})).toEqual([]);
  });

  it("is detected if a provider writes an address itself", async () => {
    await using made = await loudHouse();
    expect(await linesThatTell(made, { LEAKS: "sms" })).toEqual(["refused +33639981234"]);
  });
});
