import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomFillSync,
} from "node:crypto";
import { type Codec, ENCRYPTED, type EncryptedKind, masterKeyName } from "@relance/spec";
import { hmacSha256, type Mac } from "./hmac.ts";

const ALGORITHM = "aes-256-gcm";
const SEED_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MARK_LENGTH = 8;

/** Values of these kinds are encrypted with a separate key for each recipient. All other values share a common key. */
const SEEDED: ReadonlySet<EncryptedKind> = new Set(["person", "texts"]);

export interface CodecOptions extends Pick<Codec, "digests" | "now" | "onBehind" | "onUnreadable"> {
  /** The current secret, followed by earlier secrets. The current secret encrypts; every secret can decrypt. */
  readonly secrets: readonly [string, ...string[]];
}

interface Master {
  readonly mark: string;
  readonly derive: Mac;
  readonly shared: KeyObject;
}

/**
 * Encrypts with AES-256-GCM. Each recipient's key is the HMAC-SHA256 of 16 random bytes, which are stored next to the
 * ciphertext. A ciphertext can be decrypted only with the same kind, owner and secret.
 */
export function createCodec({ secrets, ...options }: CodecOptions): Codec {
  const masters = secrets.map(createMaster);
  const newest = masters[0] as Master;
  const byMark = new Map(masters.map((master) => [master.mark, master]));
  const start = `${ENCRYPTED}m${newest.mark}.`;
  return {
    ...options,
    marks: masters.map(({ mark }) => mark) as [string, ...string[]],
    encrypt: (kind, text, owner) => start + seal(newest, { kind, owner }, Buffer.from(text)).toString("base64url"),
    decrypt(kind, value, owner) {
      const master = byMark.get(masterKeyName(value) ?? "");
      return master && open(master, { kind, owner }, Buffer.from(value.slice(start.length), "base64url"))?.toString();
    },
    encryptBytes: (bytes) => Buffer.concat([Buffer.from(start), seal(newest, REQUEST, bytes)]),
    decryptBytes(value) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      const master = byMark.get(masterKeyName(bytes.toString("latin1", 0, start.length)) ?? "");
      return master && open(master, REQUEST, bytes.subarray(start.length));
    },
  };
}

interface About {
  readonly kind: EncryptedKind;
  readonly owner: string;
}

const REQUEST: About = { kind: "request", owner: "" };

function createMaster(secret: string): Master {
  const derive = (purpose: string) => createHmac("sha256", secret).update(`relance ${purpose}`).digest();
  return {
    mark: derive("encryption mark").toString("base64url").slice(0, MARK_LENGTH),
    derive: hmacSha256(derive("person keys")),
    shared: createSecretKey(derive("personal data")),
  };
}

/** Returns a `KeyObject`, because encryption with a raw key takes five times as long. */
function deriveKey({ derive, shared }: Master, isSeeded: boolean, seed: Buffer): KeyObject {
  return isSeeded ? createSecretKey(derive(seed, "binary"), "binary") : shared;
}

function boundTo({ mark }: Master, { kind, owner }: About): Buffer {
  return Buffer.from(`${kind} ${mark} ${owner}`);
}

/** Encrypts a value. Layout of the result: the recipient's seed, the nonce, the ciphertext, the tag. */
function seal(master: Master, about: About, bytes: Uint8Array): Buffer {
  const isSeeded = SEEDED.has(about.kind);
  const seedBytes = isSeeded ? SEED_BYTES : 0;
  const start = random(seedBytes + NONCE_BYTES);
  const key = deriveKey(master, isSeeded, start.subarray(0, seedBytes));
  const cipher = createCipheriv(ALGORITHM, key, start.subarray(seedBytes)).setAAD(boundTo(master, about));
  const text = cipher.update(bytes);
  cipher.final();
  return Buffer.concat([start, text, cipher.getAuthTag()]);
}

function open(master: Master, about: About, sealed: Buffer): Buffer | undefined {
  const isSeeded = SEEDED.has(about.kind);
  const seedBytes = isSeeded ? SEED_BYTES : 0;
  const from = seedBytes + NONCE_BYTES;
  if (sealed.length < from + TAG_BYTES) return undefined;
  const key = deriveKey(master, isSeeded, sealed.subarray(0, seedBytes));
  try {
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(seedBytes, from), { authTagLength: TAG_BYTES })
      .setAAD(boundTo(master, about))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    const text = decipher.update(sealed.subarray(from, -TAG_BYTES));
    decipher.final(); // GCM returns no more bytes, but `final` throws if the ciphertext was altered
    return text;
  } catch {
    return undefined;
  }
}

/** 8 KB of random bytes are generated at a time, because each call takes as long as an encryption. */
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
