import type { Contact } from "@relance/spec";
import { readingsOf } from "./readings.ts";

/** Shorter numbers stand in much that is not about anybody. */
const LEAST_DIGITS = 7;
/** Two digits of a country; 1 and 7 are one, all others three. */
const TWO_DIGITS = /^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;
/** What people write inside of a number, and the 0 of those at home in `+33 (0)6…`. */
const INSIDE_NUMBER = /(?<=\d)\s*\(0\)\s*(?=\d)|(?<=\d)[\s.\-/()\u2010-\u2015]{1,3}(?=\d)/g;
const PART_OF_LOCAL = /[a-z0-9._+-]/;
const PART_OF_DOMAIN = /[a-z0-9]/;

/** A number in the ways in which it is written. */
interface Phone {
  /** As E.164, without the plus: `00…` and `011…` end in it. */
  readonly digits: string;
  /** As at home, with a 0 in front. */
  readonly trunk: string;
  /** As at home where no 0 is written. */
  readonly national: string;
}

/** Tells whether a text is about one of some contacts, however they are spelled in it. */
export class ContactFinder {
  readonly #phones: Phone[] = [];
  readonly #mailboxes: string[] = [];
  readonly #others: string[] = [];

  constructor(contacts: readonly Contact[]) {
    for (const { channel, address } of contacts) {
      if (channel === "email") this.#mailboxes.push(...mailboxForms(address.normalize("NFKC").toLowerCase()));
      else if (channel === "sms") this.#phones.push(...phoneOf(address));
      else this.#others.push(endpointOf(address));
    }
  }

  get isEmpty(): boolean {
    return this.#phones.length + this.#mailboxes.length + this.#others.length === 0;
  }

  isIn(text: string): boolean {
    return readingsOf(text).some((reading) => this.#isInReading(reading));
  }

  #isInReading(text: string): boolean {
    if (this.#others.some((endpoint) => endpoint !== "" && text.includes(endpoint))) return true;
    if (this.#mailboxes.length > 0) {
      const lower = text.toLowerCase();
      if (this.#mailboxes.some((mailbox) => standsIn(lower, mailbox))) return true;
    }
    return (
      this.#phones.length > 0 && [text, text.replace(INSIDE_NUMBER, "")].some((one) => this.#hasPhone(one))
    );
  }

  #hasPhone(text: string): boolean {
    const runs = new Set(text.match(/\d{7,}/g));
    if (runs.size === 0) return false;
    return this.#phones.some(
      ({ digits, trunk, national }) => runs.has(national) || text.includes(digits) || text.includes(trunk),
    );
  }
}

function phoneOf(address: string): Phone[] {
  const digits = address.replace(/\D/g, "");
  const country = /^[17]/.test(digits) ? 1 : TWO_DIGITS.test(digits) ? 2 : 3;
  const national = digits.slice(country);
  return national.length < LEAST_DIGITS ? [] : [{ digits, trunk: `0${national}`, national }];
}

/** Also as mail systems write it into the name of a mailbox of their own: `bounce+ada=example.org@…`. */
function mailboxForms(mailbox: string): string[] {
  return mailbox.includes("@") ? [mailbox, mailbox.replace("@", "=")] : [];
}

/** Not as part of a longer one, which is somebody else's. A form writes a sign in front of a name that is none of it. */
function standsIn(text: string, mailbox: string): boolean {
  const isVerp = !mailbox.includes("@");
  for (let at = text.indexOf(mailbox); at >= 0; at = text.indexOf(mailbox, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.slice(at + mailbox.length, at + mailbox.length + 2);
    const isWhole = isVerp || !PART_OF_LOCAL.test(before);
    if (isWhole && !PART_OF_DOMAIN.test(after.charAt(0)) && !/^[.-][a-z0-9]/.test(after)) return true;
  }
  return false;
}

/** Of a push subscription, what the push service knows it by. */
function endpointOf(address: string): string {
  try {
    return (JSON.parse(address) as { readonly endpoint?: string }).endpoint ?? address;
  } catch {
    return address;
  }
}
