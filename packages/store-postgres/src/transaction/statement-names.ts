import { hash } from "node:crypto";

/** Named statements per process; rarer ones are parsed each time. */
const MOST = 200;

/**
 * Names of prepared statements, which save the parsing and planning: a quarter of the server's work. A proxy that pools
 * transactions may switch to a connection that does not know a name. The server then reports it, the transaction is
 * repeated, and this process stops using names.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  #isGivenUp = false;

  /** The name of a statement, the same in every process; absent = unnamed. */
  nameOf(text: string): string | undefined {
    if (this.#isGivenUp) return undefined;
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MOST) return known;
    const name = `relance_${hash("sha1", text)}`;
    this.#names.set(text, name);
    return name;
  }

  /** Stops using names, because they are unreliable on these connections. */
  giveUp(): void {
    this.#isGivenUp = true;
  }
}
