import { Command } from "commander";
import type { Act } from "../command.ts";
import { loadConfig } from "../config/load-config.ts";
import { EXIT } from "../exit-code.ts";

export function migrateCommand(act: Act): Command {
  return new Command("migrate")
    .description("migrate the store to the schema of this version, and print the version")
    .option("--plan", "print the missing SQL without running it")
    .option("--restored", "after a restore or copy of the store: skip all numbers that may have been assigned")
    .action(
      act(async (session, { plan = false, restored = false }: Partial<{ plan: boolean; restored: boolean }>) => {
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
          if (restored) {
            const { from } = await store.markRestored();
            session.output.result(
              { from },
              `numbers of recipients, messages and events continue from ${from}; links issued before the backup stay valid`,
            );
          }
        } finally {
          await store.close();
        }
      }),
    );
}
