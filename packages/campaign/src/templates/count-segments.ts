import { segments } from "../libraries.ts";

export interface SegmentCount {
  /** One character outside GSM-7 makes the whole text UCS-2, with 70 instead of 160 characters per segment. */
  readonly encoding: "GSM-7" | "UCS-2";
  readonly segments: number;
  /** Length of the text: septets for GSM-7, in which `€` counts twice; UTF-16 units for UCS-2. */
  readonly units: number;
  readonly outside: readonly string[];
}

/** A message of one segment has more room than each segment of a longer message, because those need headers. */
const ROOM = { "GSM-7": { alone: 160, each: 153 }, "UCS-2": { alone: 70, each: 67 } } as const;

/** Counts the segments of an SMS. A single `û` makes the whole text UCS-2. */
export function countSegments(text: string): SegmentCount {
  if (text === "") return { encoding: "GSM-7", segments: 0, units: 0, outside: [] };
  return countPlain(text) ?? countAny(text);
}

/** Counts a text without combining characters, a hundred times faster than {@link countAny}. */
function countPlain(text: string): SegmentCount | undefined {
  let septets = 0;
  let outside: Set<string> | undefined;
  let hasPairs = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!standsAlone(code) || (code === 0x0d && text.charCodeAt(at + 1) === 0x0a)) return undefined;
    const width = unitWidth(code);
    septets += width;
    if (width === 2) hasPairs = true;
    if (width === 0) outside = (outside ?? new Set<string>()).add(text.charAt(at));
  }
  const encoding = outside === undefined ? "GSM-7" : "UCS-2";
  const units = outside === undefined ? septets : text.length;
  const { alone, each } = ROOM[encoding];
  if (units > alone && encoding === "GSM-7" && hasPairs) return undefined; // two septets of one character stay together
  const segments = units <= alone ? 1 : Math.ceil(units / each);
  return { encoding, segments, units, outside: [...(outside ?? [])] };
}

/** Returns whether a character never combines with the previous one: Latin letters, dashes, quotes, currencies. */
function standsAlone(code: number): boolean {
  return code < 0x300 || (code >= 0x2010 && code <= 0x2027) || (code >= 0x20a0 && code <= 0x20bf);
}

/** Number of septets by character code; 0 for characters outside GSM-7. The library supplies the alphabet. */
const widths = new Map<number, number>();

function unitWidth(code: number): number {
  let width = widths.get(code);
  if (width === undefined) {
    const { encodingName, messageSize } = new (segments().SegmentedMessage)(String.fromCharCode(code));
    width = encodingName === "GSM-7" ? messageSize / 7 : 0;
    widths.set(code, width);
  }
  return width;
}

function countAny(text: string): SegmentCount {
  const message = new (segments().SegmentedMessage)(text);
  const encoding = message.encodingName;
  return {
    encoding,
    segments: message.segmentsCount,
    units: message.messageSize / (encoding === "GSM-7" ? 7 : 16),
    outside: [...new Set(message.getNonGsmCharacters())],
  };
}
