import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Settings } from "./settings.ts";

const BIN = fileURLToPath(new URL("../../../packages/apps/cli/src/bin.ts", import.meta.url));
const CONFIG = new URL("./gateway-config.ts", import.meta.url);

export interface Left {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RelanceProcess extends AsyncDisposable {
  readonly done: Promise<Left>;
  kill(signal: "SIGTERM" | "SIGKILL"): Promise<Left>;
  stdout(): string;
  stderr(): string;
}

/**
 * Code that ends the process when its parent process has ended. A test that exceeds its time limit does not end its
 * processes.
 */
const ORPHANS_END = `const parent = process.ppid;
setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGKILL"), 1_000).unref();`;

let configs = 0;

export function relance(folder: string, settings: Settings, argv: readonly string[]): RelanceProcess {
  const config = join(folder, `relance-${++configs}.config.ts`);
  const made = `gatewayConfig(${JSON.stringify(settings)})`;
  writeFileSync(config, `import { gatewayConfig } from "${CONFIG}";\n${ORPHANS_END}\nexport default ${made};\n`);
  const child = spawn(process.execPath, ["--conditions=@relance/source", BIN, "--json", "--config", config, ...argv], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout = textOf(child.stdout);
  const stderr = textOf(child.stderr);
  const done = new Promise<Left>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout: stdout(), stderr: stderr() }));
  });
  return {
    done,
    stdout,
    stderr,
    kill(signal) {
      child.kill(signal);
      return done;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await done;
    },
  };
}

function textOf(stream: ChildProcess["stdout"]): () => string {
  let text = "";
  stream?.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  return () => text;
}
