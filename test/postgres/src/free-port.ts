import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems hand out by themselves (Linux from 32768, others from 49152), above the known services. */
const FROM = 20_000;
const BEFORE = 32_000;
const TRIES = 100;

/**
 * A port of the loopback at which no one listens.
 *
 * It stays free until its owner opens it, also on a machine with thousands of connections: no one is given such a port
 * who did not ask for it by number.
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
    await once(probe, "listening"); // rejects with what is wrong with the port
  } catch {
    return false;
  }
  probe.close();
  await once(probe, "close");
  return true;
}
