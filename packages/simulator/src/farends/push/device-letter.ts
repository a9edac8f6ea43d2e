import type { Letter } from "../../world/letter.ts";
import { attemptIdIn } from "../attempt-id-in.ts";

/** What a device makes of a decrypted payload. */
export interface DeviceMessage {
  readonly letter: Letter;
  /** Where the device reports. */
  readonly receiptUrl: string | undefined;
  readonly attemptId: string | undefined;
}

/** Reads a payload as a service worker would; a payload that is no JSON is shown as it is. */
export function deviceMessage(payload: Buffer): DeviceMessage {
  const data = parsed(payload);
  const text = (name: string) => (typeof data[name] === "string" ? data[name] : undefined);
  const links = [text("url"), text("ackUrl")].filter((link) => link !== undefined);
  const receiptUrl = text("receiptUrl");
  return {
    letter: { text: text("body") ?? payload.toString(), subject: text("title"), links },
    receiptUrl,
    attemptId: text("attemptId") ?? attemptIdIn(receiptUrl),
  };
}

function parsed(payload: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(payload.toString());
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
