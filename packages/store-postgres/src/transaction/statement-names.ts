import { hash } from "node:crypto";

/** Maximum number of named statements per process. The server parses unnamed statements each time. */
const MOST = 200;

/**
 * Names of prepared statements, which save parsing and planning: a quarter of the server's work. A transaction-pooling
 * proxy may switch to a connection that does not know a name. The transaction is then repeated, and this process stops
 * using names.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  #isGivenUp = false;

  nameOf(text: string): string | undefined {
    if (this.#isGivenUp) return undefined;
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MOST) return known;
    const name = `relance_${hash("sha1", text)}`;
    this.#names.set(text, name);
    return name;
  }

  /** Stops the use of names, because a proxy may change the connection. */
  giveUp(): void {
    this.#isGivenUp = true;
  }
}
