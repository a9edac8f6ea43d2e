import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createRelance, sqliteStore } from "../../src/index.ts";
import { partsOf } from "../../src/parts.ts";
import { gatewayConfig } from "../support/gateway-config.ts";

const page = readFileSync(new URL("../../../../docs/security.md", import.meta.url), "utf8");
const ENVIRONMENT: Readonly<Record<string, string>> = {
  RELANCE_SECRET: "the-new-secret-of-this-page",
  RELANCE_SECRET_OLD: "the-old-secret-of-this-page",
};
const OLD = ENVIRONMENT.RELANCE_SECRET_OLD ?? "";

/** The settings of the page's blocks of code: names of the environment are put in. */
function settingsOf(): readonly Readonly<Record<string, string | string[]>>[] {
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  return blocks.map((block) =>
    Object.fromEntries(
      [...block.matchAll(/^ *(\w+): (.+?),(?: +\/\/.*)?$/gm)].map(([, name = "", value = ""]) => {
        const secrets = [...value.matchAll(/process\.env\.(\w+)/g)].map(([, key = ""]) => ENVIRONMENT[key] ?? "");
        return [name, value.startsWith("[") ? secrets : (secrets[0] ?? "")];
      }),
    ),
  );
}

async function storeFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "relance-security-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "relance.db");
}

const open = (file: string, security: object) =>
  createRelance(gatewayConfig({ store: sqliteStore({ file }), publicUrl: "https://notify.example.org", security }));

const messageTo = (key: string) => ({
  idempotencyKey: key,
  recipient: { key, contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms" as const, content: { text: "hello" } }],
});

/** Somebody is written to, and has a link. */
async function linkOf(file: string, secrets: object, key: string): Promise<string> {
  await using gateway = await open(file, secrets);
  await gateway.send(messageTo(key));
  const { store, engine } = partsOf(gateway);
  const [ledger] = await store.count();
  const person = await store.read({ campaign: ledger?.campaign ?? 0, key });
  return engine.acknowledgeUrl(person?.enrollment ?? 0);
}

describe("the secrets of docs/security.md", () => {
  it("are rotated: the new one signs, and links of the old one work as long as it is listed", async () => {
    const [rotated = {}] = settingsOf();
    expect(rotated).toEqual({ signing: [ENVIRONMENT.RELANCE_SECRET, OLD] });
    const file = await storeFile();
    const link = await linkOf(file, { signing: [OLD] }, "ana");
    const opened = async (secrets: object) => {
      await using gateway = await open(file, secrets);
      return (await gateway.handle(new Request(link))).status;
    };
    expect(await opened(rotated)).toBe(200);
    expect(await linkOf(file, rotated, "ana")).not.toBe(link);
  });

  it("include a leaked one that is retired: it only hashes contacts, and its links are invalid", async () => {
    const [, retired = {}] = settingsOf();
    expect(Object.keys(retired)).toEqual(["signing", "index", "encryption"]);
    const file = await storeFile();
    const link = await linkOf(file, { signing: [OLD], encryption: OLD }, "ana");
    {
      await using gateway = await open(file, retired);
      expect((await gateway.handle(new Request(link))).status).toBe(404);
      await gateway.send(messageTo("ben"));
    }
    const { index: _, ...without } = retired;
    await using unnamed = await open(file, without);
    await expect(unnamed.send(messageTo("cid"))).rejects.toMatchObject({ code: "config/secret-missing" });
  });
});
