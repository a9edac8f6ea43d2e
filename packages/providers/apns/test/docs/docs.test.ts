import { readFileSync } from "node:fs";
import { deviceReceipts } from "@relance/provider-kit";
import { expect, it, vi } from "vitest";
import { signingKey } from "../support/apns-set-up.ts";

const page = readFileSync(new URL("../../../../../docs/providers/apns.md", import.meta.url), "utf8");

it("the page shows the example, which is compiled here and runs with a key in the environment", async () => {
  expect(page).toContain(`\`\`\`ts\n${readFileSync(new URL("app-provider.ts", import.meta.url), "utf8")}\`\`\``);
  vi.stubEnv("APNS_KEY", signingKey.key);
  vi.stubEnv("APNS_KEY_ID", signingKey.keyId);
  vi.stubEnv("APNS_TEAM_ID", signingKey.teamId);
  const { iphone } = await import("./app-provider.ts");
  expect(iphone).toMatchObject({ kind: "apns", channel: "app" });
  vi.unstubAllEnvs();
});

it("the reports of the app's code on the page are parsed", async () => {
  const code = /```swift\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const kinds = [...code.matchAll(/report\("(\w+)"/g)].map(([, kind]) => kind);
  const read = kinds.map((kind) =>
    deviceReceipts.parse({
      method: "POST",
      url: "https://notify.example.org/relance/receipts/app.main?a=k3&s=sig",
      headers: new Headers(),
      body: Buffer.from(JSON.stringify({ kind, at: 1_700_000_000_000 })),
    }),
  );
  expect((await Promise.all(read)).flat()).toMatchObject([{ kind: "delivered" }, { kind: "engaged" }]);
});
