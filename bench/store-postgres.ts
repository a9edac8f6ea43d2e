import { openPostgres } from "./postgres-store.ts";
import { measureStore } from "./store-stages.ts";

export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  await using opened = await openPostgres(Number(options.get("connections") ?? 6), options.get("bin"));
  const { store, clock, serverNow } = opened;
  await measureStore(store, clock, Number(options.get("recipients") ?? 200_000), serverNow);
}
