import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CampaignDefinition } from "relance";
import type { Failpoint } from "../crash/support/failpoints.ts";
import type { Settings } from "../e2e/support/settings.ts";

const PROGRAM = fileURLToPath(new URL("./gateway-program.ts", import.meta.url));

/** If this process runs under a sabotage, its gateways do too. */
const SABOTAGED = process.execArgv.filter((argument) => argument.includes("/load-sabotaged.ts?"));

/** What a gateway in a separate process does; plain JSON. */
export interface GatewayOrder {
  readonly settings: Settings;
  /** It sends and escalates. @default true */
  readonly works?: boolean | undefined;
  /** The process serves HTTP at this port. @default the process does not listen */
  readonly port?: number | undefined;
  /** The process enrolls this many recipients first. @default the audience is enrolled already */
  readonly people?: number | undefined;
  readonly definition?: Partial<CampaignDefinition> | undefined;
  /**
   * What it does to the whole campaign once every recipient is enrolled: `extend` adds four days, `amend` changes the
   * wait.
   */
  readonly orders?: "cancel" | "extend" | "amend" | undefined;
  /** The template of this recipient kills the process. */
  readonly poisonous?: string | undefined;
  /** It kills itself there. */
  readonly failpoint?: Failpoint | undefined;
  /** A file next to the database with the current offset of the machine's clock, in milliseconds. */
  readonly clockFile?: string | undefined;
  /**
   * The process freezes during a write, with the lock of its SQLite file held, once there is a file `freeze` next to
   * it.
   */
  readonly freezes?: boolean | undefined;
  /** Jumps of the machine's clock are noticed, as in production; campaign time cannot be moved then. @default false */
  readonly watchesClock?: boolean | undefined;
}

export interface GatewayLeft {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A gateway in a separate process. */
export interface GatewayProcess extends AsyncDisposable {
  readonly pid: number;
  /** The process has ended, in any way. */
  readonly done: Promise<GatewayLeft>;
  /** The process is open and executes its order. Rejects if the process ended before. */
  readonly ready: Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Advances campaign time there. */
  pass(ms: number): void;
}

/** Starts it; it ends with its scope, and with the process that started it. */
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
  ready.catch(() => {}); // a process that is killed on its way is expected
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
