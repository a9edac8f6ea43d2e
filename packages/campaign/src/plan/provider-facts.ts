import { type CarrierHours, type Channel, ConfigError, meant, type PlanHours, type PlanRoute } from "@relance/spec";
import { HOLIDAY_ADVICE, HOURS_ADVICE, holidayAdvice, parseHours, readHolidays } from "../definition/hours.ts";

export interface ProviderFacts extends Omit<PlanRoute, "provider"> {
  readonly channel: Channel;
}

export type ProviderFactsOf = (provider: string) => ProviderFacts | undefined;

export function qualifyProvider(channel: Channel, name: string): string {
  return `${channel}.${name}`;
}

interface RoutedStep {
  readonly channel?: Channel | undefined;
  readonly route?: readonly (string | undefined)[] | undefined;
}

/** Returns a step's providers: its `route`, or all providers of the channel in the configuration's order. */
export function planRoute({ channel, route }: RoutedStep, providers: readonly string[]): readonly string[] {
  if (channel === undefined) return [];
  if (route !== undefined) return route.filter((name) => name !== undefined);
  const prefix = qualifyProvider(channel, "");
  return providers.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
}

/** Returns the full names of a step's providers, such as `sms.main`. */
export function routedProviders(step: RoutedStep, providers: readonly string[]): readonly string[] {
  const { channel } = step;
  return channel === undefined ? [] : planRoute(step, providers).map((name) => qualifyProvider(channel, name));
}

export function routeAdvice(channel: Channel, name: string, providers: readonly string[]): string {
  const names = planRoute({ channel }, providers);
  const rest = names.length === 0 ? `no provider for ${channel} is configured` : `${channel} has ${names.join(", ")}`;
  return `${qualifyProvider(channel, name)} is not configured; ${meant(name, names, rest)}`;
}

/** Parses the hours in which a carrier delivers. @throws {ConfigError} `config/invalid` */
export function readCarrierHours({ hours, holidays = [] }: CarrierHours): PlanHours {
  const texts = [hours].flat();
  if (texts.length === 0 || texts.some((text) => typeof text !== "string")) throw invalid(HOURS_ADVICE);
  const { week, advice } = parseHours(texts);
  if (week === undefined) throw invalid(advice);
  if (!Array.isArray(holidays)) throw invalid(HOLIDAY_ADVICE);
  for (const day of holidays) {
    const wrong = typeof day === "string" ? holidayAdvice(day) : HOLIDAY_ADVICE;
    if (wrong !== undefined) throw invalid(wrong);
  }
  return { week, ...(holidays.length === 0 ? {} : { holidays: readHolidays(holidays) }) };
}

function invalid(advice: string): ConfigError {
  return new ConfigError("config/invalid", advice);
}
