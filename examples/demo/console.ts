import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { main } from "@relance/cli";

const CONFIG = fileURLToPath(new URL("./relance.config.ts", import.meta.url));

/**
 * `relance console` in the process that calls this: no other knows what time it is in the campaign. The demo says its address;
 * `RELANCE_CONSOLE_TOKEN` is the demo's, too, so that a page goes on when a process was killed and replaced.
 */
export async function openConsole(port: string): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const { env, stdin, stderr } = process;
  const signals = { on: () => () => {} };
  await main(["console", "--config", CONFIG, "--port", port], {
    cwd: process.cwd(),
    env,
    stdin,
    stderr,
    stdout: nowhere,
    signals,
  });
}
