import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ToConsole } from "./messages.ts";

/** The console's process, which the demo never kills. */
export interface ConsoleProcess {
  /** Sends campaign time to the console, in milliseconds since 1970. */
  tellTime(at: number): void;
  stop(): void;
}

export function startConsole(env: Readonly<Record<string, string>>): ConsoleProcess {
  const child = fork(fileURLToPath(new URL("./console.ts", import.meta.url)), {
    env: { ...process.env, ...env },
    execArgv: ["--conditions=@relance/source"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child.on("error", () => {}); // the process may end while a message is sent to it
  return {
    tellTime: (at) => void child.send({ at } satisfies ToConsole, () => {}),
    stop: () => void child.kill(),
  };
}
