import { isCountry, isOfCountries } from "@relance/campaign";
import type { SendGuardOptions } from "@relance/core";
import { ConfigError } from "@relance/spec";
import type { SendGuard } from "./gateway-config.ts";

const PER_MINUTE = 60;

/** What the engine guards `send()` by. @throws {ConfigError} `config/invalid` */
export function readSendGuard(guard: SendGuard | undefined): SendGuardOptions | undefined {
  if (guard === undefined) return undefined;
  const { countries, perPrefixMinute = PER_MINUTE } = guard;
  if (!(perPrefixMinute >= 1 && perPrefixMinute <= 100_000))
    throw invalid("perPrefixMinute", "write a number of messages from 1 to 100,000");
  if (countries === undefined) return { perPrefixMinute };
  if (!Array.isArray(countries) || countries.length === 0 || !countries.every(isCountry))
    throw invalid("countries", 'write countries such as ["FR", "BE"] (ISO 3166-1), or leave it out');
  return { perPrefixMinute, isAllowed: (phone) => isOfCountries(phone, countries) };
}

function invalid(name: string, advice: string): ConfigError {
  const path = `security.sendGuard.${name}`;
  return new ConfigError("config/invalid", `${path}: ${advice}`, { problems: [{ path, advice }] });
}
