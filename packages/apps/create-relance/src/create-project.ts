import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { IGNORED, projectFiles, writeProject } from "@relance/cli/project";

interface Choices {
  readonly channels: readonly Channel[];
  readonly store: StoreName;
}

type Channel = "sms" | "email";
type StoreName = "sqlite" | "postgres";

const CHANNELS: readonly Channel[] = ["sms", "email"];
const STORES: readonly StoreName[] = ["sqlite", "postgres"];

export function channelsIn(text: string): readonly Channel[] | undefined {
  const words = text.split(/[\s,]+/).filter(Boolean);
  const channels = CHANNELS.filter((channel) => words.includes(channel));
  return channels.length > 0 && words.every((word) => channels.some((channel) => channel === word))
    ? channels
    : undefined;
}

export function storeIn(text: string): StoreName | undefined {
  return STORES.find((store) => store === text.trim());
}

/** Returns whether the folder is missing or empty, so that a project can be written there. */
export function isFree(folder: string): boolean {
  return !existsSync(folder) || (statSync(folder).isDirectory() && readdirSync(folder).length === 0);
}

export function createProject(folder: string, choices: Choices): readonly string[] {
  const { channels, store } = choices;
  const secret = randomBytes(32).toString("base64url");
  const files = [
    { path: "package.json", text: writeManifest(packageName(folder), choices) },
    ...projectFiles(secret, true, [...channels, store, "starter"]),
  ];
  return writeProject(folder, files, ["node_modules/", ...IGNORED]).written;
}

function packageName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-");
  return name.replace(/^-+|-+$/g, "") || "app";
}

const own: { readonly version: string; readonly devDependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

function writeManifest(name: string, { channels, store }: Choices): string {
  const ours = (packages: readonly string[]) => Object.fromEntries(packages.map((one) => [one, own.version]));
  const manifest = {
    name,
    private: true,
    type: "module",
    scripts: {
      test: "vitest run",
      dev: "relance dev hello.campaign.yaml",
      check: "tsc && relance check hello.campaign.yaml",
      start: "relance run hello.campaign.yaml --recipients 3",
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
