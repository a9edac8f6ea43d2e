import { MessageError } from "@relance/spec";
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";

/** Longer cells hold more than a number. */
const MAX_CHARACTERS = 40;

/**
 * A phone number as E.164. National numbers are read in the campaign's country. *Possible* is enough: tables of
 * valid ranges lag behind the operators, and a person must not be lost to a new range.
 *
 * @throws {MessageError} `message/bad-phone`
 */
export function readPhone(value: unknown, country: string | undefined): string {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || text.length > MAX_CHARACTERS) throw badPhone(country);
  const phone = parsePhoneNumberFromString(text.trim(), { ...national(country), extract: false });
  if (phone === undefined || !phone.isPossible()) throw badPhone(country);
  if (phone.ext !== undefined) {
    throw new MessageError("message/bad-phone", "remove the extension: an SMS cannot be sent to one");
  }
  return phone.number;
}

function national(country: string | undefined): { defaultCountry?: CountryCode } {
  return country !== undefined && isSupportedCountry(country) ? { defaultCountry: country } : {};
}

function badPhone(country: string | undefined): MessageError {
  const form = country === undefined ? "with its country, such as +33639980001, or set audience.country" : "in full";
  return new MessageError("message/bad-phone", `write one phone number ${form}`);
}
