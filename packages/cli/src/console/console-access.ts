import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

const COOKIE = "relance_console";

/** Who may look: whoever was told the token, or has the cookie that it was changed for. */
export class ConsoleAccess {
  readonly #token: Buffer;
  readonly #session: string;

  constructor(token: string) {
    this.#token = digest(token);
    this.#session = createHash("sha256").update(`relance console ${token}`).digest("base64url");
  }

  opens(token: string): boolean {
    return timingSafeEqual(digest(token), this.#token);
  }

  /** For scripts of this origin only; a page of somebody else never sends it. */
  get cookie(): string {
    return `${COOKIE}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  isKnown({ headers }: IncomingMessage): boolean {
    const [, given = ""] = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]+)`).exec(headers.cookie ?? "") ?? [];
    return timingSafeEqual(digest(given), digest(this.#session));
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
