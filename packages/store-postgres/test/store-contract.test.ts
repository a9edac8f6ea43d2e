import { contractClock, storeContract } from "@relance/conformance/store";
import { withPostgres } from "@relance/test-postgres/vitest";
import { emptySchemas } from "./support/empty-schemas.ts";

await withPostgres((postgres) => {
  const schemas = emptySchemas(postgres);

  storeContract("the PostgreSQL store", async () => {
    const clock = contractClock();
    const { store, begin, beside, giveBack } = await schemas.open({ clock });
    return { store, clock, begin, beside, [Symbol.asyncDispose]: giveBack };
  });
});
