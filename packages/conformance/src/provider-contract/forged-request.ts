import type { InboundRequest } from "@relance/spec";

/** The request without any header but the one that says how to read it. */
export function unsigned(request: InboundRequest): InboundRequest {
  const contentType = request.headers.get("content-type");
  return { ...request, headers: new Headers(contentType === null ? {} : { "content-type": contentType }) };
}

/** The request with its last letter or digit exchanged for another: in the body, or in the address when there is none. */
export function altered(request: InboundRequest): InboundRequest {
  if (request.body.length === 0) return { ...request, url: exchange(request.url) };
  const text = Buffer.from(request.body).toString("latin1");
  return { ...request, body: Buffer.from(exchange(text), "latin1") };
}

function exchange(text: string): string {
  return text.replace(/[0-9A-Za-z](?=[^0-9A-Za-z]*$)/, (last) => (last === "1" ? "2" : "1"));
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Bodies that nobody ought to send, and somebody will. */
export const GARBAGE: readonly { readonly what: string; readonly bytes: Uint8Array }[] = [
  { what: "nothing", bytes: bytes("") },
  { what: "bytes", bytes: Uint8Array.from({ length: 512 }, (_, index) => (index * 37) % 256) },
  { what: "JSON cut short", bytes: bytes('{"id":"k3x9","sta') },
  { what: "null", bytes: bytes("null") },
  { what: "an empty list", bytes: bytes("[]") },
  { what: "a number", bytes: bytes("42") },
  { what: "lists of nothing", bytes: bytes("[[],[null,{}]]") },
  { what: "a deep nest", bytes: bytes("[".repeat(20_000)) },
  { what: "broken escapes", bytes: bytes("%E0%A4%A&=&&%=%%") },
  {
    what: "objects where text belongs",
    bytes: bytes('{"id":{},"ref":[],"status":{"a":1},"__proto__":{"id":1}}'),
  },
];
