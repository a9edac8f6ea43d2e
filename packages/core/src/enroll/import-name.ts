import { StoreError } from "@relance/spec";
import type { EngineContext } from "../context.ts";

const LEASE_MS = 5_000;
const ASK_AGAIN_MS = 50;
/** Whoever holds it writes one line. */
const PATIENCE_MS = 10_000;
/** Of what came before: enough to tell imports apart. */
const NAME_CHARS = 16;

/**
 * Names the import of a file by its bytes, so that the same file goes on where it stopped and is read once. A file that
 * comes again after another one is news: what the other one changed, such as a phone, is as this one says from now on.
 * @throws {StoreError} `store/busy`
 */
export async function importName(context: EngineContext, campaign: number, bytes: string): Promise<string> {
  const { store, runtime, incarnation } = context;
  const owner = `${incarnation}:${runtime.id()}`;
  const task = { name: `import:${campaign}`, owner, leaseMs: LEASE_MS };
  const startedAt = runtime.now();
  let { status, data: last = "" } = await store.task(task);
  while (status !== "owned") {
    if (runtime.now() - startedAt > PATIENCE_MS)
      throw new StoreError("store/busy", "another process begins to read the audience; try again", {
        retryable: true,
      });
    await runtime.sleep(ASK_AGAIN_MS);
    ({ status, data: last = "" } = await store.task(task));
  }
  const name = nameAfter(last, bytes, (text) => runtime.hash(text).slice(0, NAME_CHARS));
  await store.task({ ...task, save: { data: name, release: true } });
  return name;
}

function nameAfter(last: string, bytes: string, short: (text: string) => string): string {
  if (last === "") return bytes;
  return last === bytes || last.startsWith(`${bytes} after `) ? last : `${bytes} after ${short(last)}`;
}
