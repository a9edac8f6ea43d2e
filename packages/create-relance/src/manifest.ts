import { readFileSync } from "node:fs";
import type { Choices } from "./choices.ts";

const own: { readonly version: string; readonly devDependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

/** The package.json of a new project: relance in the starter's own version, other tools in those it was tried with. */
export function manifestOf(name: string, { channels, store }: Choices): string {
  const ours = (packages: readonly string[]) => Object.fromEntries(packages.map((one) => [one, own.version]));
  const manifest = {
    name,
    private: true,
    type: "module",
    scripts: {
      test: "vitest run",
      dev: "relance dev hello.campaign.yaml",
      check: "tsc && relance check hello.campaign.yaml",
      start: "relance run hello.campaign.yaml --people 3",
    },
    dependencies: ours([
      "@relance/cli",
      ...(channels.includes("email") ? ["@relance/provider-nodemailer"] : []),
      ...(channels.includes("sms") ? ["@relance/provider-twilio"] : []),
      ...(store === "postgres" ? ["@relance/store-postgres"] : []),
      "relance",
    ]),
    devDependencies: { ...ours(["@relance/testing"]), ...own.devDependencies },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
