import { pino } from "pino";
import { defineConfig, sqliteStore } from "relance";
import { sms } from "./providers.ts"; // yours

export const config = defineConfig({
  store: sqliteStore({ file: ":memory:" }),
  providers: { sms: { main: sms } },
  publicUrl: "https://notify.example.org/relance",
  security: { signing: [process.env.RELANCE_SECRET ?? "a-secret-for-this-page"] },
  observe: { log: pino({ name: "relance" }) },
});
