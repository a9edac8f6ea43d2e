import pg from "pg";

/** Between two tries to listen again, in milliseconds. */
const AGAIN_MS = 1_000;

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
      await own.end().catch(() => {});
      if (client === own) retry();
    }
  }

  const beginning = begin();
  return async () => {
    isOver = true;
    clearTimeout(again);
    await beginning;
    await client?.end().catch(() => {});
  };
}
