import { Command } from "commander";
import type { Act } from "../command.ts";
import { loadConfig } from "../config/load-config.ts";
import { EXIT } from "../exit-code.ts";

interface MigrateFlags {
  readonly plan?: boolean | undefined;
}

/** `relance migrate`: brings the store to this version's schema, or says what an administrator would have to run. */
export function migrateCommand(act: Act): Command {
  return new Command("migrate")
    .description("bring the store to this version's schema, and print it")
    .option("--plan", "print the SQL that is missing, for whoever alone may run it; nothing is written")
    .action(
      act(async (session, { plan = false }: MigrateFlags) => {
        const { store } = (await loadConfig(session)).config;
        if (plan) {
          const sql = (await store.migrations?.plan()) ?? "";
          session.output.result({ sql }, sql === "" ? "-- nothing is missing" : sql);
          return EXIT.ok;
        }
        await store.migrations?.run();
        try {
          const info = await store.open();
          session.output.result(info, `${info.kind} store, schema ${info.schema}, ${info.engine}`);
        } finally {
          await store.close();
        }
        return EXIT.ok;
      }),
    );
}
