import { type CheckedProvider, readCarrierHours } from "@relance/campaign";
import type { Provider } from "@relance/spec";
import type { GatewayConfig, Providers } from "relance";

/** What a check asks about each configured instance, such as `sms.main`. */
export function providerFacts(
  providers: Providers,
  carrierHours: GatewayConfig["carrierHours"] = {},
): Readonly<Record<string, CheckedProvider>> {
  return Object.fromEntries(
    instancesOf(providers).map(([instance, { channel, vendor, capabilities }]) => {
      const { receipts, replies } = capabilities;
      const own = carrierHours[instance];
      const carries = own === undefined ? {} : { carries: readCarrierHours(own) };
      return [instance, { channel, vendor, receipts, replies, ...carries }];
    }),
  );
}

/** Every configured provider by its full name, in the order of the configuration. */
export function instancesOf(providers: Providers): readonly (readonly [string, Provider])[] {
  return Object.entries(providers).flatMap(([channel, instances]) =>
    Object.entries<Provider>(instances ?? {}).map(([name, provider]) => [`${channel}.${name}`, provider] as const),
  );
}

export function reportingOf(providers: Providers): (provider: string) => boolean {
  const all = new Map(instancesOf(providers));
  return (provider) => all.get(provider)?.capabilities.receipts === true;
}
