import { createECDH, type ECDH } from "node:crypto";
import { ConfigError, type Contact, type PushSubscriptionLike } from "@relance/spec";
import type { Person } from "../world/person.ts";
import { type Dice, diceOf, hexOf } from "../world/seeded-random.ts";

/** First names of several generations, for realistic letters. */
const FIRST_NAMES = (
  "Aïcha Alain Amélie Benoît Camille Chloé Daniel Élodie Fatima François Hélène Hugo Inès Jean Jérôme Karim Léa " +
  "Loïc Lucas Manon Marie Mehdi Nathalie Noémie Olivier Patrick Sandrine Sofia Théo Yann"
).split(" ");

const LAST_NAMES = (
  "André Bernard Blanc Bonnet Chevalier David Dubois Durand Fontaine Fournier Garcia Garnier Girard Lambert Laurent " +
  "Lefèvre Legrand Leroy Martin Mercier Michel Moreau Morel Nguyen Petit Richard Robert Rousseau Roux Simon"
).split(" ");

/** Share of recipients who read French; the others read English. */
const FRENCH = 0.9;

export interface AudienceOptions {
  readonly seed: number;
  /** Number of recipients, at most 1,010,000. The first 10,000 have numbers reserved for fiction. */
  readonly count: number;
  /** Share of recipients who have a mobile. @default 1 */
  readonly sms?: number | undefined;
  /** Share of recipients who have a mailbox, at example.org. @default 0.9 */
  readonly email?: number | undefined;
  /** Share of recipients with a push subscription; needs {@link pushUrl}. @default 0.5 */
  readonly push?: number | undefined;
  /** Base URL of the push service. Absent = no subscriptions. */
  readonly pushUrl?: string | undefined;
}

/** A row of an audience file, with its recipient. */
export interface AudienceRow {
  readonly id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly age: number;
  readonly locale: "fr" | "en";
  /** E.164, or empty. */
  readonly mobile: string;
  readonly mail: string;
  /** JSON of a subscription, or empty. */
  readonly push: string;
}

/**
 * Invented recipients, the same ones for the same seed.
 *
 * A recipient's row depends on the seed and their position alone, so the first 2,000 of 650,000 are the 2,000.
 * @throws {ConfigError} `config/invalid` when more recipients are asked for than there are numbers
 */
export function* audience(options: AudienceOptions): Generator<AudienceRow> {
  if (options.count > PHONE_NUMBERS) {
    throw new ConfigError("config/invalid", `there are ${PHONE_NUMBERS} phone numbers that belong to no person`);
  }
  for (let position = 0; position < options.count; position++) yield rowOf(options, position);
}

/** The recipient of a row, for {@link World.add}. */
export function personOf(row: AudienceRow): Person {
  const contacts: Contact[] = [];
  if (row.mobile) contacts.push({ channel: "sms", address: row.mobile });
  if (row.mail) contacts.push({ channel: "email", address: row.mail });
  if (row.push) contacts.push({ channel: "push", address: row.push });
  return { key: row.id, contacts, locale: row.locale };
}

function rowOf(options: AudienceOptions, position: number): AudienceRow {
  const { seed, sms = 1, email = 0.9, push = 0.5, pushUrl } = options;
  const id = `p${String(position + 1).padStart(6, "0")}`;
  const dice = diceOf(seed, ["row", id]);
  const first_name = oneOf(FIRST_NAMES, dice);
  const last_name = oneOf(LAST_NAMES, dice);
  const age = 18 + Math.floor(dice() * 50);
  const locale = dice() < FRENCH ? "fr" : "en";
  const mobile = dice() < sms ? phoneNumberOf(position) : "";
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
    push: hasPush ? subscriptionOf(seed, id, pushUrl) : "",
  };
}

function subscriptionOf(seed: number, key: string, pushUrl: string): string {
  const token = pushTokenOf(seed, key);
  return JSON.stringify(pushDeviceOf(seed, token, `${pushUrl}/push/${token}`).subscription);
}

function oneOf(names: readonly string[], dice: Dice): string {
  return names[Math.floor(dice() * names.length)] ?? "";
}

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\P{ASCII}/gu, "")
    .toLowerCase();
}

/** Numbers that France reserves for fiction: +33 6 39 98 00 00 to 99 99. */
const FICTION = { prefix: "+3363998", digits: 4, count: 10_000 };

/**
 * For larger audiences: ten-digit numbers under 0700, where France assigns only fourteen-digit numbers of machines.
 * They are well-formed and belong to no one. For loopback only: no real provider may see them.
 */
const NOBODY = { prefix: "+33700", digits: 6, count: 1_000_000 };

const PHONE_NUMBERS: number = FICTION.count + NOBODY.count;

/** The E.164 number of the recipient with this position, from 0. The first 10,000 are reserved for fiction. */
export function phoneNumberOf(position: number): string {
  const range = position < FICTION.count ? FICTION : NOBODY;
  const within = position < FICTION.count ? position : position - FICTION.count;
  return `${range.prefix}${String(within % range.count).padStart(range.digits, "0")}`;
}

/** A simulated browser with the private half of its subscription. */
export interface PushDevice {
  readonly subscription: PushSubscriptionLike;
  readonly keys: ECDH;
  readonly auth: Buffer;
}

/** Last segment of a device's endpoint; reproducible by seed. */
export function pushTokenOf(seed: number, key: string): string {
  return hexOf(seed, ["push-token", key], 32);
}

/** The device of a token. Its P-256 keys are real, drawn from the seed. */
export function pushDeviceOf(seed: number, token: string, endpoint: string): PushDevice {
  const keys = createECDH("prime256v1");
  // 256 drawn bits are a valid private key except for one in 2^32 draws; 248 bits always are.
  keys.setPrivateKey(Buffer.from(`01${hexOf(seed, ["push-key", token], 62)}`, "hex"));
  const auth = Buffer.from(hexOf(seed, ["push-auth", token], 32), "hex");
  return {
    keys,
    auth,
    subscription: { endpoint, keys: { p256dh: keys.getPublicKey("base64url"), auth: auth.toString("base64url") } },
  };
}
