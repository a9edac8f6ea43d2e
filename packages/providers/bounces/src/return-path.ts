import { createHmac, timingSafeEqual } from "node:crypto";
import { domainToASCII } from "node:url";
import { isAttemptId } from "@relance/spec";

/** What makes our return paths ours. */
export interface ReturnPathKeys {
  /** Where reports come to: the domain of the return path. */
  readonly domain: string;
  /** The mailbox in front of the `+`. @default "bounces" */
  readonly mailbox?: string | undefined;
  /** Secrets of at least 32 characters, the newest first: it signs, all of them are accepted. */
  readonly secrets: readonly string[];
}

/** Makes and reads the return paths of one sender. */
export interface ReturnPaths {
  /** The return path of one attempt to one address. */
  write(attemptId: string, to: string): string;
  /** What an address says, if it is one of ours; anything forged, foreign or damaged is `undefined`. */
  read(address: string): ReturnPath | undefined;
  /**
   * The first of ours in a mail, wherever it stands: in the header lines of a report, in the mail that it returns, or
   * in a field. Linear in the first 256 KiB, so it can come before anything is taken apart.
   */
  find(mail: Uint8Array): ReturnPath | undefined;
}

/** A return path whose signature held. */
export interface ReturnPath {
  readonly attemptId: string;
  /** True for the address that the mail went to. */
  isTo(address: string): boolean;
}

/** Characters of the signature: 80 bits, in the alphabet that mail systems do not fold. */
const MAC_LENGTH = 16;
/** Characters that name the recipient without saying it: 25 bits, a keyed hash. */
const TAG_LENGTH = 5;
/** What is searched of a mail, in bytes, and how many paths that are not ours are tried. */
const READ_BYTES = 262_144;
const MAX_TRIES = 20;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * Return paths that carry their attempt and our signature (VERP): `bounces+<attempt>-<tag>-<signature>@domain`.
 *
 * A report that comes to such an address was caused by that mail, whatever it says itself; only a reader of
 * the mail can make one up. The tag tells whether an address that a report names is the one that was written to,
 * so a forwarded mail does not kill the address in front of it, and no complaint silences another person.
 *
 * All lower case, because mail systems fold case, and at most 64 characters before the `@` (RFC 5321).
 */
export function returnPaths({ domain, mailbox = "bounces", secrets }: ReturnPathKeys): ReturnPaths {
  const host = asciiOf(domain);
  const keys = secrets.map((secret) => derive(secret, `relance return path ${mailbox}@${host}`));
  const [signing] = keys;
  const search = new RegExp(
    `${escaped(mailbox)}\\+[0-9a-z]{1,17}-[a-z2-7]{${TAG_LENGTH}}-[a-z2-7]{${MAC_LENGTH}}@`,
    "gi",
  );
  const pattern = new RegExp(
    `^${escaped(mailbox)}\\+([0-9a-z]{1,17})-([a-z2-7]{${TAG_LENGTH}})-([a-z2-7]{${MAC_LENGTH}})$`,
  );

  function read(address: string): ReturnPath | undefined {
    const [local = "", given = "", ...more] = address.trim().toLowerCase().slice(0, 320).split("@");
    if (more.length > 0 || given !== host) return undefined;
    const [, attemptId = "", tag = "", mac = ""] = pattern.exec(local) ?? [];
    if (!isAttemptId(attemptId)) return undefined;
    const key = keys.filter((candidate) => isSame(macOf(candidate, attemptId, tag), mac))[0];
    return key === undefined ? undefined : { attemptId, isTo: (to) => isSame(tagOf(key, to), tag) };
  }

  return {
    write(attemptId, to) {
      if (signing === undefined) throw new TypeError("a return path needs a secret");
      const tag = tagOf(signing, to);
      return `${mailbox}+${attemptId}-${tag}-${macOf(signing, attemptId, tag)}@${host}`;
    },
    read,
    find(mail) {
      const text = Buffer.from(mail.buffer, mail.byteOffset, Math.min(mail.byteLength, READ_BYTES)).toString("latin1");
      let tried = 0;
      for (const [start] of text.matchAll(search)) {
        const found = read(`${start}${host}`);
        if (found !== undefined) return found;
        tried += 1;
        if (tried >= MAX_TRIES) break;
      }
      return undefined;
    },
  };
}

function macOf(key: Buffer, attemptId: string, tag: string): string {
  return letters(derive(key, `path ${attemptId} ${tag}`), MAC_LENGTH);
}

function tagOf(key: Buffer, to: string): string {
  const at = to.lastIndexOf("@");
  const plain = `${to.slice(0, at).trim().toLowerCase()}@${asciiOf(to.slice(at + 1))}`;
  return letters(derive(key, `to ${plain}`), TAG_LENGTH);
}

/** A domain as the DNS and mail servers write it. */
function asciiOf(domain: string): string {
  const plain = domain.trim().toLowerCase();
  return domainToASCII(plain) || plain;
}

function derive(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** Five bits a letter. */
function letters(bytes: Buffer, length: number): string {
  const bits = [...bytes.subarray(0, Math.ceil((length * 5) / 8))]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  return Array.from({ length }, (_, place) => ALPHABET[Number.parseInt(bits.slice(place * 5, place * 5 + 5), 2)]).join(
    "",
  );
}

function isSame(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}

function escaped(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "\\$&");
}
