import { domainToASCII } from "node:url";
import {
  type AddressReading,
  type Channel,
  derivedText,
  getChannel,
  isBuiltIn,
  MAX_DESTINATION,
  MessageError,
  openAddress,
} from "@relance/spec";
import type { CountryCode } from "libphonenumber-js";
import { isCountry } from "../definition/places.ts";
import { mobilePhones, phones } from "../libraries.ts";

const READINGS: Readonly<Record<AddressReading, (value: unknown, country: string | undefined) => string>> = {
  phone: readPhone,
  mailbox: readMailbox,
  subscription: readSubscription,
  token: readToken,
};

/** @throws {MessageError} a code of `message/bad-` and the kind of address, such as `message/bad-phone` */
export function readAddress(channel: Channel, value: unknown, country: string | undefined): string {
  const { read } = getChannel(channel).address;
  const address = typeof read === "function" ? readCustom(channel, () => read(value)) : READINGS[read](value, country);
  if (!isBuiltIn(channel)) checkFunctions(channel, address);
  return address;
}

const MAX_CUSTOM_CHARACTERS = 4_096;

function readCustom(channel: Channel, read: () => unknown): string {
  let address: unknown;
  try {
    address = read();
  } catch (error) {
    if (error instanceof MessageError) throw error; // any other error may quote the address
  }
  const text = derivedText(() => address, "", MAX_CUSTOM_CHARACTERS);
  if (text) return text;
  throw new MessageError("message/bad-address", `the channel ${channel} returns no text that can be stored`);
}

/** Calls each function of a custom channel once, so that a failing one refuses only this row. */
function checkFunctions(channel: Channel, address: string): void {
  const form = getChannel(channel).address;
  for (const name of ["index", "mask", "hint"] as const) {
    if (form[name] !== undefined && !derivedText((kept) => form[name]?.(kept), address)) throw failing(channel, name);
  }
  if (derivedText((kept) => form.destination?.(kept) ?? "", address, MAX_DESTINATION) === undefined)
    throw failing(channel, "destination");
  openAddress(channel, address);
}

function failing(channel: Channel, name: string): MessageError {
  return new MessageError(
    "message/bad-address",
    `address.${name} of the channel ${channel} returns no usable text for this address`,
  );
}

const TOKEN = /^(?:fcm:[\w:-]{20,4096}|apns:[0-9a-f]{64,200})$/;

function readToken(value: unknown): string {
  const text = typeof value === "string" ? value.trim() : "";
  const token = text.startsWith("apns:") ? text.toLowerCase() : text;
  if (TOKEN.test(token)) return token;
  throw new MessageError(
    "message/bad-token",
    "write the service and the app's token: fcm:… for a Firebase token, or apns:… in hex",
  );
}

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const INTERNATIONAL = /^[\p{L}\p{M}\p{N}.-]+$/u;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Accepts fewer addresses than the mail standards allow: two parsers may read quotes or comments differently. */
function readMailbox(value: unknown): string {
  if (typeof value !== "string") throw badMailbox();
  const text = value.trim();
  const at = text.indexOf("@");
  const local = text.slice(0, Math.max(0, at));
  const domain = asciiDomain(text.slice(at + 1));
  if (at < 0 || local.length > 64 || !LOCAL.test(local)) throw badMailbox();
  if (domain === undefined || local.length + 1 + domain.length > 254) throw badMailbox();
  return `${local}@${domain}`;
}

function asciiDomain(text: string): string | undefined {
  const domain = text.toLowerCase();
  if (domain.length > 253 || !INTERNATIONAL.test(domain)) return undefined;
  const ascii = DOMAIN.test(domain) ? domain : domainToASCII(domain);
  const isName = DOMAIN.test(ascii) && !/\.\d+$/.test(ascii);
  return isName && ascii.length <= 253 ? ascii : undefined;
}

function badMailbox(): MessageError {
  return new MessageError(
    "message/bad-mailbox",
    "write one mailbox such as name@example.org, without quotes, names or lists",
  );
}

const MAX_PHONE_CHARACTERS = 40;

/** Accepts phone numbers of every possible length, because tables of valid ranges are often outdated. */
function readPhone(value: unknown, country: string | undefined): string {
  if (country !== undefined && !isCountry(country))
    throw new MessageError("message/bad-phone", "country: write two capital letters of ISO 3166, such as FR");
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || text.length > MAX_PHONE_CHARACTERS) throw badPhone(country);
  const national = country === undefined ? {} : { defaultCountry: country as CountryCode };
  const phone = phones().parsePhoneNumberFromString(text.trim(), { ...national, extract: false });
  if (phone === undefined || !phone.isPossible()) throw badPhone(country);
  if (phone.ext !== undefined)
    throw new MessageError("message/bad-phone", "remove the extension, because an SMS cannot reach an extension");
  return phone.number;
}

function badPhone(country: string | undefined): MessageError {
  const form = country === undefined ? "" : `as in ${country}, or `;
  return new MessageError("message/bad-phone", `write one phone number ${form}with its country, such as +33639980001`);
}

/** Returns whether an E.164 number is in a known range of mobile phones. */
export function isMobile(number: string): boolean {
  return mobilePhones().parsePhoneNumberFromString(number)?.isValid() === true;
}

const MAX_SUBSCRIPTION_CHARACTERS = 4_096;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const KEY_BYTES = { p256dh: 65, auth: 16 } as const;

function readSubscription(value: unknown): string {
  const subscription = typeof value === "string" ? parse(value) : value;
  if (typeof subscription !== "object" || subscription === null) throw bad("write the JSON of a push subscription");
  const { endpoint, keys } = subscription as { endpoint?: unknown; keys?: unknown };
  if (typeof endpoint !== "string" || !isEndpoint(endpoint)) throw bad("endpoint must be an https address");
  if (typeof keys !== "object" || keys === null) throw bad("keys must contain p256dh and auth");
  const { p256dh, auth } = keys as { p256dh?: unknown; auth?: unknown };
  return JSON.stringify({ endpoint, keys: { p256dh: readKeyText(p256dh, "p256dh"), auth: readKeyText(auth, "auth") } });
}

function parse(text: string): unknown {
  if (text.length > MAX_SUBSCRIPTION_CHARACTERS) throw bad("write a subscription of at most 4,096 characters");
  try {
    return JSON.parse(text);
  } catch {
    throw bad("write the JSON of a push subscription");
  }
}

function isEndpoint(endpoint: string): boolean {
  if (endpoint.length > 2_048 || !URL.canParse(endpoint)) return false;
  const { protocol, hostname, username, password } = new URL(endpoint);
  // plain http is allowed only to this machine, where simulated push services run
  const isSafe = protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname));
  return isSafe && username === "" && password === "";
}

function readKeyText(value: unknown, name: keyof typeof KEY_BYTES): string {
  if (typeof value === "string" && /^[\w-]+={0,2}$/.test(value)) {
    const bytes = Buffer.from(value, "base64url");
    if (bytes.length === KEY_BYTES[name]) return bytes.toString("base64url");
  }
  throw bad(`keys.${name} must be ${KEY_BYTES[name]} bytes in base64url`);
}

function bad(advice: string): MessageError {
  return new MessageError("message/bad-subscription", advice);
}
