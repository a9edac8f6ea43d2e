import { concurrentContract, contractClock } from "@relance/conformance/store";
import { withPostgres } from "@relance/test-postgres/vitest";
import { emptySchemas } from "./support/empty-schemas.ts";
import { waitingPool } from "./support/waiting-pool.ts";

// `skip locked` spreads work over workers and is no part of any proof: without it everything holds as well.
// A verb that meets no one has no one to skip, so only those tests are played again in which verbs meet.
await withPostgres((postgres) => {
  const schemas = emptySchemas(postgres, waitingPool);

  concurrentContract("the PostgreSQL store that waits for every lock", async () => {
    const clock = contractClock();
    const { store, begin, giveBack } = await schemas.open({ clock });
    return { store, clock, begin, [Symbol.asyncDispose]: giveBack };
  });
});
