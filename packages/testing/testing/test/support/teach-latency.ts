import type { EmbeddedStore } from "@relance/store-sqlite/embedded";
import { keep, lognormalModel, MIGRATIONS } from "@relance/watch/parts";
import { USUAL } from "./reporting-carrier.ts";

/** Stores the latency of both carriers as an earlier campaign would have learned it. */
export async function teachLatency(store: EmbeddedStore): Promise<void> {
  const model = { ...lognormalModel(USUAL.medianMs, USUAL.sigma, 0.99), learnedFrom: 50_000 };
  for (const provider of ["sms.main", "sms.second"]) await teachWatch(store, `latency:${provider}`, { "": model });
}

export async function teachWatch(store: EmbeddedStore, name: string, value: unknown): Promise<void> {
  await store.pluginSql({ plugin: "watch", migrations: MIGRATIONS, statements: [keep(name, value)] });
}
