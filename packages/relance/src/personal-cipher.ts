import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  type KeyObject,
  randomFillSync,
} from "node:crypto";
import type { NewPersonKey, OwnedKey, PersonalCipher } from "@relance/engine";
import { ENCRYPTED, type PersonKey } from "@relance/spec";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const OWNER_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/**
 * 12 bytes in 16 characters: a millisecond timestamp, so that keys created together are stored together, and six random
 * bytes.
 */
const NAME_BYTES = 12;
const TIME_BYTES = 6;
const MARK_LENGTH = 8;

/** Keys derived from one secret. */
interface Master {
  /** Name in ciphertexts: `m` and the mark. */
  readonly name: string;
  readonly wrapping: KeyObject;
  readonly shared: KeyObject;
}

/**
 * Recipients' keys, 32 random bytes each, wrapped by AES-256-GCM with a master key derived from the newest secret;
 * older wrappings still open. Every ciphertext is bound to its kind and its key's name, under a recipient's key also to
 * its owner.
 */
export function personalCipher(secrets: readonly [string, ...string[]]): PersonalCipher {
  const masters = secrets.map(masterOf);
  const newest = masters[0] as Master;
  const byName = new Map(masters.map((master) => [master.name, master]));

  function wrap(name: string, bytes: Uint8Array): PersonKey {
    return { name, wrapped: sealText(newest.wrapping, newest.name, `key ${name}`, bytes) };
  }

  /** The key, followed by its owner. */
  function unwrap({ name, wrapped }: PersonKey): Buffer | undefined {
    const master = byName.get(nameIn(wrapped));
    const bytes = master && openText(master.wrapping, master.name, `key ${name}`, wrapped);
    return bytes?.length === KEY_BYTES + OWNER_BYTES ? bytes : undefined;
  }

  return {
    marks: masters.map(({ name }) => name.slice(1)) as [string, ...string[]],
    newKey(owner): NewPersonKey {
      const bytes = Buffer.concat([random(KEY_BYTES), ownerMark(owner)]);
      const name = newName();
      return { ...ownedKey(name, bytes), kept: wrap(name, bytes) };
    },
    openKey(kept) {
      const bytes = unwrap(kept);
      return bytes && ownedKey(kept.name, bytes);
    },
    rewrap(kept) {
      const bytes = unwrap(kept);
      return bytes && wrap(kept.name, bytes);
    },
    shared: {
      encrypt: (kind, text, beside) => sealText(newest.shared, newest.name, boundTo(kind, beside), Buffer.from(text)),
      decrypt(kind, value, beside) {
        const master = byName.get(nameIn(value));
        return master && openText(master.shared, master.name, boundTo(kind, beside), value)?.toString();
      },
    },
    encryptBytes: (bytes) =>
      Buffer.concat([Buffer.from(`${ENCRYPTED}${newest.name}.`), seal(newest.shared, newest.name, "request", bytes)]),
    decryptBytes(value) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      const name = nameIn(bytes.toString("latin1", 0, ENCRYPTED.length + MARK_LENGTH + 2));
      const master = byName.get(name);
      return master && open(master.shared, name, "request", bytes.subarray(ENCRYPTED.length + name.length + 1));
    },
  };
}

function boundTo(kind: string, beside: string | undefined): string {
  return beside === undefined ? kind : `${kind} ${beside}`;
}

function masterOf(secret: string): Master {
  const derive = (purpose: string) => createHmac("sha256", secret).update(`relance ${purpose}`).digest();
  const mark = derive("encryption mark").toString("base64url").slice(0, MARK_LENGTH);
  return {
    name: `m${mark}`,
    wrapping: createSecretKey(derive("person keys")),
    shared: createSecretKey(derive("personal data")),
  };
}

/** @param bytes - the key, followed by its owner */
function ownedKey(name: string, bytes: Buffer): OwnedKey {
  const owner = bytes.subarray(KEY_BYTES);
  const bound = (kind: string) => `${kind} ${owner.toString("base64url")}`;
  let proven = "";
  let known: KeyObject | undefined;
  const key = () => {
    known ??= createSecretKey(bytes.subarray(0, KEY_BYTES));
    return known;
  };
  return {
    isOf(whose) {
      if (whose !== proven && ownerMark(whose).equals(owner)) proven = whose;
      return whose === proven;
    },
    encrypt: (kind, text) => sealText(key(), name, bound(kind), Buffer.from(text)),
    decrypt: (kind, value) =>
      nameIn(value) === name ? openText(key(), name, bound(kind), value)?.toString() : undefined,
  };
}

/** The key's owner in hashed form, encrypted together with the key, so that other recipients' keys do not fit. */
function ownerMark(owner: string): Buffer {
  return hash("sha256", owner, "buffer").subarray(0, OWNER_BYTES);
}

/** The key name in a ciphertext. */
function nameIn(value: string): string {
  return value.slice(ENCRYPTED.length, Math.max(ENCRYPTED.length, value.indexOf(".", ENCRYPTED.length)));
}

function sealText(key: KeyObject, name: string, kind: string, bytes: Uint8Array): string {
  return `${ENCRYPTED}${name}.${seal(key, name, kind, bytes).toString("base64url")}`;
}

function openText(key: KeyObject, name: string, kind: string, value: string): Buffer | undefined {
  return open(key, name, kind, Buffer.from(value.slice(ENCRYPTED.length + name.length + 1), "base64url"));
}

/** Nonce, ciphertext, tag. */
function seal(key: KeyObject, name: string, kind: string, bytes: Uint8Array): Buffer {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(`${kind} ${name}`));
  const text = cipher.update(bytes);
  cipher.final();
  return Buffer.concat([nonce, text, cipher.getAuthTag()]);
}

function open(key: KeyObject, name: string, kind: string, sealed: Buffer): Buffer | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(`${kind} ${name}`))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined; // altered
  }
}

function newName(): string {
  const name = random(NAME_BYTES);
  name.writeUIntBE(Date.now(), 0, TIME_BYTES);
  return name.toString("base64url");
}

/** Random bytes in bulk: each call costs as much as an encryption. */
const pool = Buffer.alloc(8_192);
let used = pool.length;

function random(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const drawn = Buffer.from(pool.subarray(used, used + bytes));
  pool.fill(0, used, used + bytes);
  used += bytes;
  return drawn;
}
