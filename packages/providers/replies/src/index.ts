/** Reads replies in words: revocations in seven languages, reply words and codes. */
export { readReply } from "./read-reply.ts";
export { mayRefuse } from "./read-wish.ts";
