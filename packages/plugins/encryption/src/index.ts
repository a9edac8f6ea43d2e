/** The codec with which a store encrypts recipients' data. */

export { type CodecOptions, createCodec } from "./codec.ts";
export { hmacSha256, type Mac } from "./hmac.ts";
