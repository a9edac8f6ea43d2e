import { SegmentedMessage } from "sms-segments-calculator";

/** What an SMS costs. */
export interface SegmentCount {
  /** One character outside GSM-7 turns the whole text into UCS-2, with 70 instead of 160 characters a segment. */
  readonly encoding: "GSM-7" | "UCS-2";
  /** Parts that the carrier counts. */
  readonly segments: number;
  /** Septets for GSM-7 (`€` is two), UTF-16 units for UCS-2. */
  readonly units: number;
  /** The characters that are not in GSM-7, each once. */
  readonly outside: readonly string[];
}

/**
 * Counts the segments of an SMS.
 *
 * @example
 * countSegments("Réinscrivez-vous avant le 15 août"); // UCS-2 because of û: { segments: 1, outside: ["û"], … }
 */
export function countSegments(text: string): SegmentCount {
  if (text === "") return { encoding: "GSM-7", segments: 0, units: 0, outside: [] };
  const message = new SegmentedMessage(text);
  const encoding = message.encodingName;
  return {
    encoding,
    segments: message.segmentsCount,
    units: message.messageSize / (encoding === "GSM-7" ? 7 : 16),
    outside: [...new Set(message.getNonGsmCharacters())],
  };
}
