import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@relance/test-postgres";
import type { Ledger, RecipientRow } from "relance";
import type { Outside } from "./outside.ts";
import { readLedger, readPeople } from "./read-store.ts";
import { type RelanceProcess, relance } from "./relance-process.ts";
import type { Settings } from "./settings.ts";

const TEMPLATE = fileURLToPath(new URL("../project", import.meta.url));

/** A folder with a campaign, its audience and the gateway's settings. */
export interface Project extends AsyncDisposable {
  readonly folder: string;
  readonly settings: Settings;
  start(argv: readonly string[], change?: Partial<Settings>): RelanceProcess;
  run(change?: Partial<Settings>): RelanceProcess;
  ledger(): Promise<Ledger>;
  people(): Promise<readonly RecipientRow[]>;
  rewrite(change: (text: string) => string): Promise<void>;
}

/** Creates the folder. Each of the recipients p0 … pn has a phone and a mailbox. */
export async function makeProject(outside: Outside, people: number, change: Partial<Settings> = {}): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "relance-e2e-"));
  await cp(TEMPLATE, folder, { recursive: true });
  await writeFile(join(folder, "people.csv"), csv(people));
  const settings: Settings = {
    db: join(folder, "relance.db"),
    publicUrl: `http://127.0.0.1:${await freePort()}/relance`,
    secrets: ["a-secret-for-these-tests"],
    apiTokens: ["a-token-for-these-tests"],
    ...outside.settings,
    ...change,
  };
  const start: Project["start"] = (argv, own = {}) => relance(folder, { ...settings, ...own }, argv);
  return {
    folder,
    settings,
    start,
    run: (own) => start(["run", "people.campaign.yaml", "--recipients", String(people)], own),
    ledger: () => readLedger(settings.db),
    people: () => readPeople(settings.db),
    async rewrite(change) {
      const file = join(folder, "people.campaign.yaml");
      await writeFile(file, change(await readFile(file, "utf8")));
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

function csv(count: number): string {
  const rows = Array.from({ length: count }, (_, n) => `p${n},Person ${n},${phoneOf(n)},p${n}@example.org`);
  return `id,name,mobile,mail\n${rows.join("\n")}\n`;
}

export function phoneOf(n: number): string {
  return `+3363998${String(n).padStart(4, "0")}`;
}
