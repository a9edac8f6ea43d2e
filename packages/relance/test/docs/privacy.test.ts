import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createRelance, sqliteStore } from "../../src/index.ts";
import { gatewayConfig } from "../support/gateway-config.ts";
import { erase } from "./privacy.ts";

const message = {
  idempotencyKey: "one",
  recipient: { key: "ana", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms", content: { text: "hello" } }],
} as const;

describe("the code of docs/privacy.md", () => {
  it("is shown on the page as it runs here", () => {
    const page = readFileSync(new URL("../../../../docs/privacy.md", import.meta.url), "utf8");
    expect(page).toContain(readFileSync(new URL("privacy.ts", import.meta.url), "utf8").trim());
  });

  it("opens with the secrets of the page, even if the newest is not set yet", async () => {
    const page = readFileSync(new URL("../../../../docs/privacy.md", import.meta.url), "utf8");
    const named = [
      ...(/^security: \{ signing, encryption: \[(.*)\] \},$/m.exec(page)?.[1] ?? "").matchAll(/process\.env\.(\w+)/g),
    ];
    expect(named.map(([, name]) => name)).toEqual(["RELANCE_ENCRYPTION_SECRET", "RELANCE_SECRET"]);
    const values: Record<string, string> = { RELANCE_SECRET: "a-secret-of-the-environment" };
    const encryptionSecret = named.map(([, name = ""]) => values[name]);
    await using gateway = await createRelance(gatewayConfig({ security: { encryption: encryptionSecret } }));
    await gateway.send(message);
    expect((await gateway.health()).store).toBe("ok");
  });

  it("forgets a recipient, and refuses the recipient's later rows", async () => {
    const folder = await mkdtemp(join(tmpdir(), "relance-privacy-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await using gateway = await createRelance(
      gatewayConfig({ store: sqliteStore({ file: join(folder, "relance.db") }) }),
    );
    await gateway.send(message);
    expect(await erase(gateway, "ana", "request 2026-114")).toBe(1);
    await expect(gateway.send(message)).rejects.toMatchObject({ code: "message/forgotten" });
  });

  it("refuses an unknown key, unless this is requested", async () => {
    await using gateway = await createRelance(gatewayConfig());
    const by = { actor: "desk", reason: "asked" };
    const forgetting = gateway.erase(["anna"], by);
    await expect(forgetting).rejects.toMatchObject({ code: "message/never-here" });
    expect(await gateway.recipientStatus("anna")).toBe("never");
    await gateway.erase(["anna"], { ...by, unknown: true });
    expect(await gateway.recipientStatus("anna")).toBe("forgotten");
    await gateway.erase(["anna"], by);
    await gateway.send(message);
    expect(await gateway.recipientStatus("ana")).toBe("here");
    expect(await gateway.recipientStatus("ana", "acme")).toBe("never");
  });

  it("requires actor and reason, or does nothing", async () => {
    await using gateway = await createRelance(gatewayConfig());
    await expect(gateway.erase(["ana"], { actor: "desk", reason: " " })).rejects.toMatchObject({
      code: "config/invalid",
    });
    await expect(gateway.erase(["\n"], { actor: "desk", reason: "asked" })).rejects.toMatchObject({
      code: "message/bad-key",
    });
  });
});
