import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems assign themselves (Linux from 32768, others from 49152), above the known services. */
const FROM = 20_000;
const BEFORE = 32_000;
const TRIES = 100;

/**
 * Returns a loopback port without a listener. The system does not assign such a port by itself, so the port stays free
 * until its owner opens it, even on a machine with thousands of connections.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FROM, BEFORE);
    if (await isFree(port)) return port;
  }
  throw new Error("no port could be had");
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, "127.0.0.1");
    await once(probe, "listening");
  } catch {
    return false;
  }
  probe.close();
  await once(probe, "close");
  return true;
}
