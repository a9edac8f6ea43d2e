import { openBroker } from "./broker.ts";

let broker: AsyncDisposable | undefined;

/** Called by vitest before the first test file. */
export async function setup(): Promise<void> {
  broker = await openBroker();
}

/** Called by vitest after the last test file. */
export async function teardown(): Promise<void> {
  await broker?.[Symbol.asyncDispose]();
}
