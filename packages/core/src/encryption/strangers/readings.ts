import { percentDecoded } from "../percent-decoded.ts";

/** Encodings inside of encodings that are looked into. */
const DEPTH = 2;
/** Shorter runs hide no address in base64. */
const BASE64 = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
/** Line breaks inside of a long base64 part. */
const BASE64_BREAK = /(?<=[A-Za-z0-9+/]{60})\r?\n(?=[A-Za-z0-9+/])/g;
/** What stands in no text. */
const NO_TEXT = /[^\P{Cc}\t\r\n\u0080-\u009f]/u;
const QUOTED_PRINTABLE = /=[0-9A-F]{2}|=\r?\n/i;
const JSON_ESCAPE = /\\(?:u([0-9a-f]{4})|([nrtbf])|(["\\/]))/gi;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(commat|plus|lt|gt|amp|quot));/gi;
const NAMED: Readonly<Record<string, string>> = {
  commat: "@",
  plus: "+",
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
};

/**
 * A request as it is, and as whatever reads it would decode it: forms, JSON, HTML, quoted-printable and base64. Which of them
 * it is nobody says, so there are several readings. Time and memory grow with the bytes alone.
 */
export function readingsOf(text: string): string[] {
  const readings = new Set<string>();
  let texts = [text.normalize("NFKC")];
  for (let depth = 0; depth <= DEPTH && texts.length > 0; depth++) {
    const inner = texts.flatMap((one) => {
      const plain = unescaped(one);
      readings.add(one).add(plain);
      if (!QUOTED_PRINTABLE.test(one)) return inBase64(plain);
      const printable = unescaped(unquoted(one));
      readings.add(printable);
      return [inBase64(plain), inBase64(printable)].flat();
    });
    texts = [...new Set(inner)].filter((one) => !readings.has(one));
  }
  return [...readings];
}

/** What is written for forms, for JSON and for HTML, twice where it went through two of them. */
function unescaped(text: string): string {
  let read = text;
  for (let round = 0; round < 2; round++) read = withoutEntities(withoutJson(withoutPercent(read)));
  return read;
}

function withoutPercent(text: string): string {
  return text.includes("%") ? new TextDecoder().decode(percentDecoded(new TextEncoder().encode(text))) : text;
}

function withoutJson(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(JSON_ESCAPE, (_, code?: string, blank?: string, sign?: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return blank === undefined ? (sign ?? "") : "\n";
  });
}

function withoutEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function unquoted(text: string): string {
  return text
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Everything that may be base64 of a text, decoded and put together; ids read as base64 are none. */
function inBase64(text: string): string[] {
  const runs = text.replace(BASE64_BREAK, "").match(BASE64) ?? [];
  const texts = runs.map((run) => Buffer.from(run, "base64").toString("latin1"));
  const read = texts.filter((one) => !NO_TEXT.test(one));
  return read.length === 0 ? [] : [read.join("\n")];
}
