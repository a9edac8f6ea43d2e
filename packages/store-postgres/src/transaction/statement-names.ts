import { hash } from "node:crypto";

/** Statements that one process gives names to; whatever is rarer than these is parsed each time. */
const MOST = 200;

/**
 * Names under which a connection keeps statements that it has parsed: a quarter of the server's work is parsing and
 * planning. A proxy that pools transactions may hand the next one to a connection that never heard of a name; the
 * server then says so, the transaction is repeated, and this process continues without names.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  #isGivenUp = false;

  /** The name of a statement, the same in every process; absent = it has none. */
  nameOf(text: string): string | undefined {
    if (this.#isGivenUp) return undefined;
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MOST) return known;
    const name = `relance_${hash("sha1", text)}`;
    this.#names.set(text, name);
    return name;
  }

  /** Names cannot be relied on here. */
  giveUp(): void {
    this.#isGivenUp = true;
  }
}
