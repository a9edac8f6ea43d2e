import { type CarrierHours, ConfigError, type PlanHours } from "@relance/spec";
import { HOLIDAY_ADVICE, isHoliday, readHolidays } from "../definition/holidays.ts";
import { HOURS_ADVICE, parseHours } from "../definition/hours.ts";

/**
 * The hours of a carrier as decisions read them.
 * @throws {ConfigError} `config/invalid` for hours or holidays that are none
 */
export function readCarrierHours({ hours, holidays = [] }: CarrierHours): PlanHours {
  const texts = [hours].flat();
  if (texts.length === 0 || texts.some((text) => typeof text !== "string")) throw invalid(HOURS_ADVICE);
  const { week, advice } = parseHours(texts);
  if (week === undefined) throw invalid(advice);
  if (!Array.isArray(holidays) || !holidays.every((day) => typeof day === "string" && isHoliday(day)))
    throw invalid(HOLIDAY_ADVICE);
  return { week, ...(holidays.length === 0 ? {} : { holidays: readHolidays(holidays) }) };
}

function invalid(advice: string): ConfigError {
  return new ConfigError("config/invalid", advice);
}
