import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Lowest port to use. Well-known services have lower ports, and systems automatically assign only higher ports (Linux
 * from 32768, others from 49152).
 */
const FROM = 20_000;
const BEFORE = 32_000;
const TRIES = 100;

/** Returns a loopback port without a listener, outside the range from which the system assigns ports. */
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
