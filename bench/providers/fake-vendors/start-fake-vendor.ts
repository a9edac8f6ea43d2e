import { fork } from "node:child_process";
import { once } from "node:events";

/** A loopback server in a separate process, so that the benchmark does not count its CPU time. */
export interface FakeVendor extends Disposable {
  readonly port: number;
}

export async function startFakeVendor(kind: "http" | "smtp"): Promise<FakeVendor> {
  const child = fork(new URL(`./${kind}.ts`, import.meta.url));
  const stop = () => {
    if (child.connected) child.disconnect();
  };
  const [port] = await once(child, "message", { signal: AbortSignal.timeout(10_000) });
  if (typeof port !== "number" || port === 0) {
    stop();
    throw new Error(`the fake vendor ${kind} did not start`);
  }
  return { port, [Symbol.dispose]: stop };
}
