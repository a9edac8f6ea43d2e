import type { Provider, Providers } from "relance";

/** Puts another provider into every place of a configuration. */
export function mapProviders(
  providers: Providers,
  make: (instance: string, provider: Provider) => Provider,
): Providers {
  return Object.fromEntries(
    Object.entries(providers).map(([channel, instances]) => [
      channel,
      Object.fromEntries(
        Object.entries<Provider>(instances ?? {}).map(([name, provider]) => [
          name,
          make(`${channel}.${name}`, provider),
        ]),
      ),
    ]),
  );
}
