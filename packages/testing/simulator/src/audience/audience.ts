import { createECDH, type ECDH } from "node:crypto";
import { ConfigError, type Contact, checkOptions, nameAll, type PushSubscriptionLike } from "@relance/spec";
import type { Person } from "../world/person.ts";
import { type Dice, drawHex, rollDice } from "../world/seeded-random.ts";

/** First names of several generations, so that messages look realistic. */
const FIRST_NAMES = (
  "Aïcha Alain Amélie Benoît Camille Chloé Daniel Élodie Fatima François Hélène Hugo Inès Jean Jérôme Karim Léa " +
  "Loïc Lucas Manon Marie Mehdi Nathalie Noémie Olivier Patrick Sandrine Sofia Théo Yann"
).split(" ");

const LAST_NAMES = (
  "André Bernard Blanc Bonnet Chevalier David Dubois Durand Fontaine Fournier Garcia Garnier Girard Lambert Laurent " +
  "Lefèvre Legrand Leroy Martin Mercier Michel Moreau Morel Nguyen Petit Richard Robert Rousseau Roux Simon"
).split(" ");

/** Share of recipients who read French. The other recipients read English. */
const FRENCH = 0.9;

export interface AudienceOptions {
  readonly seed: number;
  /** Number of recipients, at most 1,010,000. The first 10,000 have fictional phone numbers. */
  readonly count: number;
  /** Share of recipients who have a mobile number. @default 1 */
  readonly sms?: number | undefined;
  /** Share of recipients who have a mailbox at example.org. @default 0.9 */
  readonly email?: number | undefined;
  /** Share of recipients with a push subscription, which requires {@link pushUrl}. @default 0.5 */
  readonly push?: number | undefined;
  /** Base URL of the push service; absent for recipients without push subscriptions. */
  readonly pushUrl?: string | undefined;
}

export interface AudienceRow {
  readonly id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly age: number;
  readonly locale: "fr" | "en";
  /** Phone number in E.164 format, or empty. */
  readonly mobile: string;
  readonly mail: string;
  readonly push: string;
}

/**
 * Invents recipients. Each row depends only on the seed and its position, so a larger audience begins with the same
 * rows.
 * @throws {ConfigError} `config/invalid` if more recipients are requested than phone numbers exist
 */
export function* audience(options: AudienceOptions): Generator<AudienceRow> {
  checkOptions("audience", options, nameAll<AudienceOptions>()("seed count sms email push pushUrl"));
  if (options.count > PHONE_NUMBERS) {
    throw new ConfigError("config/invalid", `there are only ${PHONE_NUMBERS} phone numbers that belong to no person`);
  }
  for (let position = 0; position < options.count; position++) yield inventRow(options, position);
}

/** Returns the recipient of a row, for {@link World.add}. */
export function inventPerson(row: AudienceRow): Person {
  const contacts: Contact[] = [];
  if (row.mobile) contacts.push({ channel: "sms", address: row.mobile });
  if (row.mail) contacts.push({ channel: "email", address: row.mail });
  if (row.push) contacts.push({ channel: "push", address: row.push });
  return { key: row.id, contacts, locale: row.locale };
}

function inventRow(options: AudienceOptions, position: number): AudienceRow {
  const { seed, sms = 1, email = 0.9, push = 0.5, pushUrl } = options;
  const id = `p${String(position + 1).padStart(6, "0")}`;
  const dice = rollDice(seed, ["row", id]);
  const first_name = pickName(FIRST_NAMES, dice);
  const last_name = pickName(LAST_NAMES, dice);
  const age = 18 + Math.floor(dice() * 50);
  const locale = dice() < FRENCH ? "fr" : "en";
  const mobile = dice() < sms ? inventPhone(position) : "";
  const mail = dice() < email ? `${plain(first_name)}.${plain(last_name)}.${position + 1}@example.org` : "";
  const hasPush = dice() < push && pushUrl !== undefined;
  return {
    id,
    first_name,
    last_name,
    age,
    locale,
    mobile,
    mail,
    push: hasPush ? inventSubscription(seed, id, pushUrl) : "",
  };
}

function inventSubscription(seed: number, key: string, pushUrl: string): string {
  const token = inventPushToken(seed, key);
  return JSON.stringify(inventPushDevice(seed, token, `${pushUrl}/push/${token}`).subscription);
}

function pickName(names: readonly string[], dice: Dice): string {
  return names[Math.floor(dice() * names.length)] ?? "";
}

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\P{ASCII}/gu, "")
    .toLowerCase();
}

/** Phone numbers that France reserves for fiction: +33 6 39 98 00 00 to +33 6 39 98 99 99. */
const FICTION = { prefix: "+3363998", digits: 4, count: 10_000 };

/**
 * Ten-digit numbers under 0700 for larger audiences. Under 0700, France assigns only fourteen-digit numbers, so no
 * phone has these numbers. Real providers must not get these numbers.
 */
const UNASSIGNED = { prefix: "+33700", digits: 6, count: 1_000_000 };

const PHONE_NUMBERS: number = FICTION.count + UNASSIGNED.count;

/**
 * Returns the E.164 number of the recipient at this position, counted from 0. The first 10,000 numbers are reserved for
 * fiction.
 */
export function inventPhone(position: number): string {
  const range = position < FICTION.count ? FICTION : UNASSIGNED;
  const within = position < FICTION.count ? position : position - FICTION.count;
  return `${range.prefix}${String(within % range.count).padStart(range.digits, "0")}`;
}

/** A simulated browser, with the private key of its push subscription. */
export interface PushDevice {
  readonly subscription: PushSubscriptionLike;
  readonly keys: ECDH;
  readonly auth: Buffer;
}

/** Derives the last segment of the device's endpoint from the seed and the key. */
export function inventPushToken(seed: number, key: string): string {
  return drawHex(seed, ["push-token", key], 32);
}

/** Returns the device of a token. The device's P-256 keys are valid and depend on the seed. */
export function inventPushDevice(seed: number, token: string, endpoint: string): PushDevice {
  const keys = createECDH("prime256v1");
  // every 248-bit number is a valid private key, but a few 256-bit numbers are not
  keys.setPrivateKey(Buffer.from(`01${drawHex(seed, ["push-key", token], 62)}`, "hex"));
  const auth = Buffer.from(drawHex(seed, ["push-auth", token], 32), "hex");
  return {
    keys,
    auth,
    subscription: { endpoint, keys: { p256dh: keys.getPublicKey("base64url"), auth: auth.toString("base64url") } },
  };
}
