import { Command } from "commander";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";

/** `relance migrate`: brings the store to this version's schema. */
export function migrateCommand(act: Act): Command {
  return new Command("migrate").description("bring the store to this version's schema, and print it").action(
    act((session) =>
      withGateway(session, async ({ gateway }) => {
        const info = await gateway.internals.store.open();
        session.output.result(info, `${info.kind} store, schema ${info.schema}, ${info.engine}`);
        return EXIT.ok;
      }),
    ),
  );
}
