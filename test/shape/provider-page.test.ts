import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { PROVIDER_PAGE, providerPage } from "../../scripts/provider-page.ts";

it("docs/providers/README.md lists what each provider declares (npm run providers)", () => {
  const page = readFileSync(PROVIDER_PAGE, "utf8");
  expect(page).toBe(providerPage(page));
  expect(page).toMatch(/Telnyx.*\| yes \|.*Ed25519/);
  expect(page).toMatch(/SMTP.*\| no \|/);
});
