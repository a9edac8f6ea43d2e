import { hash } from "node:crypto";

/** Maximum number of named statements per process; others are parsed each time. */
const MOST = 200;

/**
 * Names of prepared statements, which save the parsing and planning: a quarter of the server's work. A proxy that pools
 * transactions may switch to a connection that does not know a name. The server then reports it, the transaction is
 * repeated, and this process stops using names.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  #isGivenUp = false;

  /** The name of a statement, the same in every process; absent if it is not named. */
  nameOf(text: string): string | undefined {
    if (this.#isGivenUp) return undefined;
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MOST) return known;
    const name = `relance_${hash("sha1", text)}`;
    this.#names.set(text, name);
    return name;
  }

  /** Stops using names, because these connections do not know them reliably. */
  giveUp(): void {
    this.#isGivenUp = true;
  }
}
