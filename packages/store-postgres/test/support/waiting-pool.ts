import type { PgPoolLike } from "@relance/store-postgres";

/** A pool over which `skip locked` is never said: whoever meets a locked row waits for it. */
export function waitingPool(pool: PgPoolLike): PgPoolLike {
  return {
    async connect() {
      const client = await pool.connect();
      return {
        query(statement) {
          const { text, ...rest } = statement as { readonly text: string };
          return client.query({ ...rest, text: text.replaceAll("skip locked", "") });
        },
        release: (destroy) => client.release(destroy),
        on: (event, listener) => client.on(event, listener),
        removeListener: (event, listener) => client.removeListener(event, listener),
      };
    },
  };
}
