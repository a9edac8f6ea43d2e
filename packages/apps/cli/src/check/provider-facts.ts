import { type CheckedProvider, readCarrierHours } from "@relance/campaign";
import type { Provider } from "@relance/spec";
import type { Providers, RelanceConfig } from "relance";
import { defaultPlugins } from "relance/parts";

export function providerFacts(
  providers: Providers,
  carrierHours: RelanceConfig["carrierHours"] = {},
): Readonly<Record<string, CheckedProvider>> {
  return Object.fromEntries(
    listProviders(providers).map(([provider, { channel, vendor, capabilities }]) => {
      const { receipts, replies } = capabilities;
      const own = carrierHours[provider];
      const carries = own === undefined ? {} : { carries: readCarrierHours(own) };
      return [provider, { channel, vendor, receipts, replies, ...carries }];
    }),
  );
}

export function listProviders(providers: Providers): readonly (readonly [string, Provider])[] {
  return Object.entries(providers).flatMap(([channel, providers]) =>
    Object.entries<Provider>(providers ?? {}).map(([name, provider]) => [`${channel}.${name}`, provider] as const),
  );
}

export function missingPlugins({ plugins }: RelanceConfig): readonly { readonly name: string }[] {
  return defaultPlugins().filter(({ name }) => plugins?.some((one) => one.name === name) === false);
}
