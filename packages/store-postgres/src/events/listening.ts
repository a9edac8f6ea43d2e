import type { Duplex } from "node:stream";
import pg from "pg";

/** Between two tries to listen again, in milliseconds. */
const AGAIN_MS = 1_000;
/** A server that does not answer for so long is not there, in milliseconds. */
const CONNECT_MS = 10_000;
/** Longest wait for its good-bye, in milliseconds. */
const GOOD_BYE_MS = 1_000;

/**
 * Listens on a connection of its own, and again whenever that is lost. Calls `heard` after every beginning too: nobody
 * knows what was missed. Answers how to stop.
 */
export function listenOn(url: string, channel: string, heard: () => void): () => Promise<void> {
  let client: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;
  let isOver = false;

  function retry(): void {
    if (isOver) return;
    clearTimeout(again);
    again = setTimeout(() => void begin(), AGAIN_MS);
  }

  async function begin(): Promise<void> {
    const own = new pg.Client({
      connectionString: url,
      application_name: "relance listens",
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: CONNECT_MS,
    });
    client = own;
    own.on("notification", heard);
    own.on("error", () => {}); // the end follows
    own.on("end", () => {
      if (client === own) retry();
    });
    try {
      await own.connect();
      await own.query(`listen ${channel}`);
      heard();
    } catch {
      await part(own);
      if (client === own) retry();
    }
  }

  void begin();
  return async () => {
    isOver = true;
    clearTimeout(again);
    if (client !== undefined) await part(client);
  };
}

/** Says good-bye, and hangs up on a server that answers nothing: whoever stops does not wait for it. */
async function part(client: pg.Client): Promise<void> {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
  const patience = setTimeout(() => stream.destroy(), GOOD_BYE_MS);
  await client.end().catch(() => {});
  clearTimeout(patience);
}
