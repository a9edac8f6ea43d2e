import { pino } from "pino";
import { defineGateway, sqliteStore } from "relance";
import { sms } from "./providers.ts"; // yours

export const gateway = defineGateway({
  store: sqliteStore({ file: ":memory:" }),
  providers: { sms: { main: sms } },
  publicUrl: "https://notify.example.org/relance",
  secrets: [process.env.RELANCE_SECRET ?? "a-secret-for-this-page"],
  observe: { log: pino({ name: "relance" }) },
});
