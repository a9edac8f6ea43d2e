import { createConsole } from "@relance/console";
import { createRelance } from "relance";
import { describe, expect, it } from "vitest";
import { gatewayConfig } from "./support/gateway-config.ts";
import { openStack } from "./support/stack.ts";
import { TOKEN } from "./support/watched.ts";

describe("refused requests", () => {
  it("are shown by the console of another process that receives nothing itself", async () => {
    await using stack = await openStack();
    const unsigned = { method: "POST", body: "MessageStatus=delivered" };
    for (const _ of [1, 2])
      expect((await fetch(`${stack.settings.publicUrl}/receipts/sms.main`, unsigned)).status).toBe(403);
    await using reader = await createRelance(gatewayConfig(stack.settings));
    const console = createConsole({ gateway: reader, token: TOKEN });
    const signed = await console.handle(new Request(`http://console.example/?token=${TOKEN}`));
    const cookie = signed.headers.get("set-cookie")?.split(";")[0] ?? "";
    const live = await console.handle(
      new Request("http://console.example/live?view=webhooks", { headers: { cookie } }),
    );
    let told = "";
    const decoder = new TextDecoder();
    for await (const chunk of live.body ?? []) {
      told += decoder.decode(chunk, { stream: true });
      if (told.includes('"refused":[{')) break;
    }
    console.close();
    const [, code, count, processes] =
      /"refused":\[\{"code":"([^"]+)","count":(\d+),"processes":(\d+)\}\]/.exec(told) ?? [];
    expect([code, count, processes]).toEqual(["webhook/bad-signature", "2", "1"]);
  });
});
