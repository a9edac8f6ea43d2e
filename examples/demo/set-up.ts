import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CampaignTime } from "./campaign-time.ts";
import { type ConsoleProcess, startConsole } from "./console-process.ts";
import { type Database, openDatabase } from "./database.ts";
import type { Outside } from "./fake-vendors.ts";
import type { DemoOptions } from "./options.ts";
import { moment, type Screen } from "./screen.ts";
import { type Role, Staff } from "./staff.ts";
import { startWorker } from "./worker-process.ts";

/** The relance processes of a running demo, and their public URL. */
export interface SetUp {
  readonly team: Staff;
  readonly publicUrl: string;
  /** Prints a secondary line that begins with the campaign time. */
  say(line: string): void;
  /** Ends all processes of the demo, including this process. */
  close(code: number): Promise<never>;
}

export interface SetUpOptions {
  readonly options: DemoOptions;
  readonly outside: Pick<Outside, "env"> & AsyncDisposable;
  readonly time: CampaignTime;
  readonly screen: Screen;
  /** Additional environment variables for the relance processes. @default none */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the relance processes with a new store. Afterwards, Ctrl-C ends all processes of the demo. */
export async function setUp({ options, outside, time, screen, env: more }: SetUpOptions): Promise<SetUp> {
  const { store, workers, hasConsole } = options;
  const folder = mkdtempSync(join(tmpdir(), "relance-demo-"));
  const say = (line: string) => screen.say(`${moment(time.now())}  ${line}`, true);
  let staff: Staff | undefined;
  let database: Database | undefined;
  let desk: ConsoleProcess | undefined;
  process.once("SIGINT", () => close(130));
  process.once("SIGTERM", () => close(143));

  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}/relance`;
  database = store === "postgres" ? await openDatabase(say) : undefined;
  const serverPid = database?.pid();
  if (serverPid !== undefined) say(`PostgreSQL ${serverPid} runs`);
  const env = {
    ...outside.env,
    ...database?.env,
    ...more,
    DEMO_DB: join(folder, "demo.db"),
    DEMO_PORT: String(port),
    DEMO_PUBLIC_URL: publicUrl,
    DEMO_SECRET: randomBytes(24).toString("base64url"),
  };
  const roles: readonly Role[] =
    store === "sqlite" ? ["all"] : [...Array.from({ length: workers }, () => "worker" as const), "receiver"];
  const team = new Staff(
    roles,
    (role) => startWorker({ ...env, DEMO_ROLE: role, DEMO_AT: String(time.now()) }),
    say,
    (at) => desk?.tellTime(at),
  );
  staff = team;
  await team.open();
  if (hasConsole) {
    const DEMO_CONSOLE_PORT = String(await freePort());
    const RELANCE_CONSOLE_TOKEN = randomBytes(18).toString("base64url");
    desk = startConsole({ ...env, DEMO_CONSOLE_PORT, RELANCE_CONSOLE_TOKEN, DEMO_AT: String(time.now()) });
    screen.say(`watch it at http://127.0.0.1:${DEMO_CONSOLE_PORT}/?token=${RELANCE_CONSOLE_TOKEN}`);
  }
  return { team, publicUrl, say, close };

  async function close(code: number): Promise<never> {
    await staff?.stop();
    desk?.stop();
    await outside[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 8077;
}
