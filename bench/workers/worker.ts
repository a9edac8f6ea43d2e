import { postgresStore } from "@relance/store-postgres";
import { createRelance, defineConfig } from "relance";
import { TEMPLATES } from "../campaign/definition.ts";
import { silentProvider } from "../campaign/silent-provider.ts";
import type { WorkerMessage } from "./told.ts";

const [, , url = ""] = process.argv;
const tell = (told: WorkerMessage) => process.send?.(told);
const relance = await createRelance(
  defineConfig({
    store: postgresStore({ url, maxConnections: 6 }),
    providers: { sms: { main: silentProvider("first"), second: silentProvider("second") } },
    publicUrl: "https://notify.example.org/relance",
    security: { signing: ["a-secret-for-the-bench"] },
    delivery: "live",
    templates: TEMPLATES,
  }),
);
const stop = new AbortController();
let ready = process.cpuUsage();
process.on("message", async (word) => {
  if (word === "go") {
    ready = process.cpuUsage();
    const running = relance.run({ signal: stop.signal });
    stop.signal.addEventListener("abort", () => void running.then(() => relance.close()), { once: true });
    return;
  }
  const { user, system } = process.cpuUsage(ready);
  tell({ cpuSeconds: (user + system) / 1e6 });
  stop.abort();
  process.disconnect();
});
tell({ cpuSeconds: 0 });
