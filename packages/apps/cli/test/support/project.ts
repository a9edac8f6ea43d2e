import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder with a configuration, a campaign and an audience, on a real store. */
export interface Project extends AsyncDisposable {
  readonly folder: string;
  write(name: string, text: string): Promise<void>;
}

export interface ProjectOptions {
  /** URL of the SMS provider's API; absent if no server listens. */
  readonly fakeVendor?: string | undefined;
  /** Whether the carrier declares receipts. @default false */
  readonly receipts?: boolean | undefined;
  /** @default "live" */
  readonly delivery?: string | undefined;
  readonly people?: number | undefined;
  readonly port?: number | undefined;
  /** An additional line of the configuration, which overrides earlier lines. */
  readonly more?: string | undefined;
  /** Additional lines of the campaign file. */
  readonly campaign?: string | undefined;
}

const MODULES = join(import.meta.dirname, "../../../../../node_modules");

export async function emptyFolder(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "relance-cli-"));
  await symlink(MODULES, join(folder, "node_modules"));
  return {
    folder,
    write: (name, text) => writeFile(join(folder, name), text),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function project(options: ProjectOptions = {}): Promise<Project> {
  const made = await emptyFolder();
  await made.write("package.json", '{ "type": "module" }');
  await made.write("relance.config.ts", config(made.folder, options));
  await made.write("hello.campaign.yaml", campaign(options));
  await made.write("hello.sms.liquid", "Hello {{ name }}: {{ ack.url }}");
  await made.write("people.csv", people(options.people ?? 3));
  return made;
}

/** Returns the audience file `id,name,mobile` with recipients p1 … pn. */
export function people(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, k) => `p${k + 1},Person ${k + 1},+3363998${String(k).padStart(4, "0")}`,
  );
  return `id,name,mobile\n${rows.join("\n")}\n`;
}

function campaign({ campaign: more = "" }: ProjectOptions): string {
  return `version: 1
name: hello
deadline: 72h
audience: { file: people.csv, key: id, contacts: { sms: mobile } }
confirm: { event: came, via: [event, link] }
${more}
steps:
  - { channel: sms, route: [main], template: hello }
`;
}

function config(
  folder: string,
  { fakeVendor = "http://127.0.0.1:9/", delivery = "live", port = 0, receipts = false, more = "" }: ProjectOptions,
): string {
  return `import { defineConfig, sqliteStore } from "relance";
const sms = {
  kind: "loopback", channel: "sms" as const, vendor: "loopback",
  capabilities: { receipts: ${receipts}, replies: false }, concurrency: 4,
  async send(message: { attemptId: string; to: unknown; content: { text: string } }, { signal }: { signal: AbortSignal }) {
    const body = JSON.stringify({ id: message.attemptId, to: message.to, text: message.content.text });
    const answer = await fetch(${JSON.stringify(fakeVendor)}, { method: "POST", body, signal });
    return (await answer.json()) as { ref: string };
  },
  async probe() {},
};
export const config = defineConfig({
  store: sqliteStore({ file: ${JSON.stringify(join(folder, "relance.db"))} }),
  providers: { sms: { main: sms } },
  publicUrl: "http://127.0.0.1:${port}/relance",
  security: { signing: ["a-secret-for-these-tests"] },
  evidence: true,
  delivery: ${JSON.stringify(delivery)},
  observe: { ingressCheck: false },
  ${more}
});
`;
}
