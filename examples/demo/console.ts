// Runs `relance console` in a separate process, with the store and the campaign time of the demo.
import { Writable } from "node:stream";
import { main } from "@relance/cli";
import type { ToConsole } from "./messages.ts";
import { CONFIG, clock } from "./story.ts";

const { env, stdin, stderr } = process;
const { DEMO_AT = "0", DEMO_CONSOLE_PORT = "8078" } = env;

clock.stand(Number(DEMO_AT));
process.on("message", ({ at }: ToConsole) => clock.stand(at));
process.once("disconnect", () => process.exit(0));
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() }); // the demo prints the URL itself
const signals = { on: () => () => {} };
await main(["console", "--config", CONFIG, "--port", DEMO_CONSOLE_PORT], {
  cwd: process.cwd(),
  env,
  stdin,
  stderr,
  stdout: nowhere,
  signals,
});
