import type { Provider } from "@relance/spec";

/** Gateways that are open over a provider object: several of one process may share it. */
const users = new WeakMap<Provider, number>();

export function useProvider(provider: Provider): void {
  users.set(provider, (users.get(provider) ?? 0) + 1);
}

/** The last gateway over it closes it: its connections are ended for good. */
export async function leaveProvider(provider: Provider): Promise<void> {
  const others = (users.get(provider) ?? 1) - 1;
  users.set(provider, others);
  if (others === 0) await provider.close?.();
}
