import type { AppAddress } from "@relance/spec";
import { refusal } from "./error-table.ts";

/**
 * The token in the address of an app. A token of the other service is no fault of this one, and not dead: the route goes on.
 *
 * @throws {ProviderError} `provider/bad-recipient`
 */
export function appToken(provider: string, service: "apns" | "fcm", to: AppAddress): string {
  if (to.startsWith(`${service}:`)) return to.slice(service.length + 1);
  const meaning = { code: "provider/bad-recipient", disposition: "reroute" } as const;
  throw refusal(provider, meaning, { message: `the address is no token of ${service}` });
}
