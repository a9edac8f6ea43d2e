// `relance console` in a process of its own, which nothing kills. It reads the store, and is told what time it is in the campaign.
import { Writable } from "node:stream";
import { main } from "@relance/cli";
import type { ToConsole } from "./messages.ts";
import { CONFIG, clock } from "./story.ts";

const { env, stdin, stderr } = process;
const { DEMO_AT = "0", DEMO_CONSOLE_PORT = "8078" } = env;

clock.stand(Number(DEMO_AT));
process.on("message", ({ at }: ToConsole) => clock.stand(at));
process.once("disconnect", () => process.exit(0));
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() }); // the demo says the address
const signals = { on: () => () => {} };
await main(["console", "--config", CONFIG, "--port", DEMO_CONSOLE_PORT], {
  cwd: process.cwd(),
  env,
  stdin,
  stderr,
  stdout: nowhere,
  signals,
});
