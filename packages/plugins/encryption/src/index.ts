/** The codec that a store receives to encrypt recipients' data. */

export { type CodecOptions, createCodec } from "./codec.ts";
export { hmacSha256, type Mac } from "./hmac.ts";
