import { openBroker } from "./broker.ts";

let broker: AsyncDisposable | undefined;

export async function setup(): Promise<void> {
  broker = await openBroker();
}

export async function teardown(): Promise<void> {
  await broker?.[Symbol.asyncDispose]();
}
