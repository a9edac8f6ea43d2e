import { createHmac, timingSafeEqual } from "node:crypto";
import { domainToASCII } from "node:url";
import { isAttemptId } from "@relance/spec";

export interface ReturnPathKeys {
  readonly domain: string;
  /** The part of the mailbox name before the `+`. @default "bounces" */
  readonly mailbox?: string | undefined;
  /** Secrets of at least 32 characters, the newest first. The newest secret signs; each secret in the list verifies. */
  readonly secrets: readonly string[];
}

export interface ReturnPaths {
  write(attemptId: string, to: string): string;
  /** Verifies an address. Returns `undefined` if the address is forged, foreign or damaged. */
  read(address: string): ReturnPath | undefined;
  /** Finds the first valid return path in the first 256 KiB of an unparsed mail, in linear time. */
  find(mail: Uint8Array): ReturnPath | undefined;
}

export interface ReturnPath {
  readonly attemptId: string;
  isTo(address: string): boolean;
}

/** Length of the signature: 80 bits, in characters that survive a change of case. */
const MAC_LENGTH = 16;
/** Length of the recipient's tag: 25 bits of a keyed hash, which does not reveal the address. */
const TAG_LENGTH = 5;
const READ_BYTES = 262_144;
const MAX_TRIES = 20;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * Creates signed return paths that contain the attempt (VERP): `bounces+<attempt>-<tag>-<signature>@domain`.
 *
 * Only someone who has read the mail can send a report to its return path. The tag is a hash of the recipient's
 * address. A report about another address, such as a forwarding target, therefore has no effect on the recipient's
 * address. The local part is in lower case, because mail systems change case, and has at most 64 characters (RFC 5321).
 */
export function returnPaths({ domain, mailbox = "bounces", secrets }: ReturnPathKeys): ReturnPaths {
  const host = toAscii(domain);
  const keys = secrets.map((secret) => derive(secret, `relance return path ${mailbox}@${host}`));
  const [signing] = keys;
  const form = `${escaped(mailbox)}\\+([0-9a-z]{1,17})-([a-z2-7]{${TAG_LENGTH}})-([a-z2-7]{${MAC_LENGTH}})`;
  const [search, pattern] = [new RegExp(`${form}@`, "gi"), new RegExp(`^${form}$`)];

  function read(address: string): ReturnPath | undefined {
    const [local = "", given = "", ...more] = address.trim().toLowerCase().slice(0, 320).split("@");
    if (more.length > 0 || given !== host) return undefined;
    const [, attemptId = "", tag = "", mac = ""] = pattern.exec(local) ?? [];
    if (!isAttemptId(attemptId)) return undefined;
    const key = keys.filter((candidate) => isSame(signTag(candidate, attemptId, tag), mac))[0];
    return key === undefined ? undefined : { attemptId, isTo: (to) => isSame(signRecipient(key, to), tag) };
  }

  return {
    write(attemptId, to) {
      if (signing === undefined) throw new TypeError("a return path needs a secret");
      const tag = signRecipient(signing, to);
      return `${mailbox}+${attemptId}-${tag}-${signTag(signing, attemptId, tag)}@${host}`;
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

function signTag(key: Buffer, attemptId: string, tag: string): string {
  return letters(derive(key, `path ${attemptId} ${tag}`), MAC_LENGTH);
}

function signRecipient(key: Buffer, to: string): string {
  const at = to.lastIndexOf("@");
  const plain = `${to.slice(0, at).trim().toLowerCase()}@${toAscii(to.slice(at + 1))}`;
  return letters(derive(key, `to ${plain}`), TAG_LENGTH);
}

function toAscii(domain: string): string {
  const plain = domain.trim().toLowerCase();
  return domainToASCII(plain) || plain;
}

function derive(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function letters(bytes: Buffer, length: number): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const letter = (_: unknown, place: number) => ALPHABET[Number.parseInt(bits.slice(place * 5, place * 5 + 5), 2)];
  return Array.from({ length }, letter).join("");
}

function isSame(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}

function escaped(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "\\$&");
}
