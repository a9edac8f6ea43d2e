import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CampaignDefinition } from "relance";
import type { Failpoint } from "../crash/support/failpoints.ts";
import type { Settings } from "../e2e/support/settings.ts";

const PROGRAM = fileURLToPath(new URL("./gateway-program.ts", import.meta.url));

/** Arguments that load this process's sabotage, so that a started gateway runs under the same sabotage. */
const SABOTAGED = process.execArgv.filter((argument) => argument.includes("/load-sabotaged.ts?"));

/** Input of a gateway in a separate process, as plain JSON. */
export interface GatewayOrder {
  readonly settings: Settings;
  /** Whether the process sends and escalates. @default true */
  readonly works?: boolean | undefined;
  /** HTTP port of the process. @default the process does not listen */
  readonly port?: number | undefined;
  /** Number of recipients that the process enrolls first. @default none */
  readonly people?: number | undefined;
  readonly definition?: Partial<CampaignDefinition> | undefined;
  /**
   * Command for the campaign after all recipients are enrolled. `extend` sets the deadline to four days from now, and
   * `amend` changes the waits.
   */
  readonly orders?: "cancel" | "extend" | "amend" | undefined;
  /** Key of a recipient whose template kills the process. */
  readonly poisonous?: string | undefined;
  readonly failpoint?: Failpoint | undefined;
  /** Path of a file, next to the database, with the current offset of the machine's clock in milliseconds. */
  readonly clockFile?: string | undefined;
  /**
   * Whether a file `freeze` next to the database freezes the process. The freeze happens during a write, while the
   * process has the write lock of its SQLite file.
   */
  readonly freezes?: boolean | undefined;
  /**
   * Whether relance detects jumps of the machine's clock, as in production. If true, a test cannot advance campaign
   * time.
   * @default false
   */
  readonly watchesClock?: boolean | undefined;
}

export interface GatewayLeft {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export interface GatewayProcess extends AsyncDisposable {
  readonly pid: number;
  /** Resolves when the process has ended for any reason. */
  readonly done: Promise<GatewayLeft>;
  /** Resolves when the gateway is open. Rejects if the process ends first. */
  readonly ready: Promise<void>;
  signal(name: NodeJS.Signals): void;
  pass(ms: number): void;
}

/** Starts the process. Disposal or the end of the parent process ends the process. */
export function gatewayProcess(order: GatewayOrder): GatewayProcess {
  const child = fork(PROGRAM, [JSON.stringify(order)], {
    execArgv: ["--conditions=@relance/source", ...SABOTAGED],
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const done = endOf(child);
  const ready = new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    void done.then(({ stderr }) => reject(new Error(`the process ended before it was ready: ${stderr}`)));
  });
  ready.catch(() => {});
  return {
    pid: child.pid ?? 0,
    done,
    ready,
    signal: (name) => void child.kill(name),
    pass: (ms) => void child.send(ms),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await done;
    },
  };
}

function endOf(child: ChildProcess): Promise<GatewayLeft> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (part: string) => {
    stderr = (stderr + part).slice(-20_000);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stderr }));
  });
}
