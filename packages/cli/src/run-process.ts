import { main } from "./main.ts";
import { leaveAtSignal, processHost } from "./process-host.ts";

export async function runProcess(): Promise<void> {
  const code = await main(process.argv.slice(2), processHost());
  leaveAtSignal(code); // one more signal while the last lines go out would kill the process, and hide its code
  // a pool or socket of the project's own must not keep a finished command alive; what was written goes out first
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}
