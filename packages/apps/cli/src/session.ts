import type { Flags, Host } from "./host.ts";
import { createOutput, type Output } from "./output/output.ts";
import type { Stop } from "./worker/stop.ts";

export interface Session {
  readonly host: Host;
  readonly flags: Flags;
  readonly output: Output;
  readonly stop: Stop;
}

export function createSession(host: Host, flags: Flags, stop: Stop): Session {
  return { host, flags, stop, output: createOutput(host, flags) };
}
