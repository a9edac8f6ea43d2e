import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { createKeys } from "../support/push-set-up.ts";

const page = readFileSync(new URL("../../../../../docs/providers/web-push.md", import.meta.url), "utf8");

it.each(["push-provider.ts", "page.ts"])("the page shows %s, which is compiled here", (name) => {
  const example = readFileSync(new URL(name, import.meta.url), "utf8");
  expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
});

it("the example runs with a key pair in the environment", async () => {
  const { publicKey, privateKey } = createKeys();
  vi.stubEnv("VAPID_PUBLIC_KEY", publicKey);
  vi.stubEnv("VAPID_PRIVATE_KEY", privateKey);
  const { push } = await import("./push-provider.ts");
  expect(push).toMatchObject({ kind: "web-push", channel: "push" });
  vi.unstubAllEnvs();
});

it("the service worker that the page names is part of the package", () => {
  const shipped = new URL(import.meta.resolve("@relance/provider-web-push/service-worker"));
  expect(readFileSync(shipped, "utf8")).toContain('addEventListener("push"');
});
