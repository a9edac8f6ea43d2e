import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Who may read what was captured: whoever was told the token where it was started. Links and addresses of people stand
 * there, and a machine may have several users.
 */
export class DevAccess {
  readonly token: string = randomBytes(18).toString("base64url");
  readonly #hosts: readonly string[];
  readonly #cookie: string;

  constructor(port: number) {
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    this.#cookie = `relance_dev_${port}`; // cookies of one host are shared by all its ports
  }

  /** A name that leads here today may belong to a stranger's page: only our own names are answered (DNS rebinding). */
  isOurs({ headers }: IncomingMessage): boolean {
    return this.#hosts.includes(headers.host ?? "");
  }

  opens(token: string): boolean {
    return timingSafeEqual(digest(token), digest(this.token));
  }

  get cookie(): string {
    return `${this.#cookie}=${this.token}; Path=/; HttpOnly; SameSite=Strict`;
  }

  isKnown({ headers }: IncomingMessage): boolean {
    const pairs = (headers.cookie ?? "").split(/;\s*/).map((pair) => pair.split("="));
    return pairs.some(([name, given = ""]) => name === this.#cookie && this.opens(given));
  }

  /** Posted by our own page. Pages of other ports are of the same site, so their requests carry the cookie too. */
  isFromHere({ headers }: IncomingMessage): boolean {
    return headers.origin === `http://${headers.host}`;
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
