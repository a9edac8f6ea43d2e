import type { Letter, Report } from "../../world/submission.ts";
import { attemptIdIn } from "../attempt-id-in.ts";
import type { Callbacks } from "../http/deliver.ts";
import { jsonObject } from "../json-object.ts";

const RULE = { retries: 2, totalMs: 30_000, retriesOn: () => true };

export interface DeviceMessage {
  readonly letter: Letter;
  readonly receiptUrl: string | undefined;
  readonly attemptId: string | undefined;
}

/**
 * Decodes a payload as a service worker or an app does. If the payload is not JSON, the whole payload is the text of
 * the message.
 */
export function deviceMessage(payload: string): DeviceMessage {
  const data = jsonObject(payload) ?? {};
  const text = (name: string) => (typeof data[name] === "string" ? data[name] : undefined);
  const links = [text("url"), text("ackUrl")].filter((link) => link !== undefined);
  const receiptUrl = text("receiptUrl");
  return {
    letter: { text: text("body") ?? payload, subject: text("title"), links },
    receiptUrl,
    attemptId: text("attemptId") ?? attemptIdIn(receiptUrl),
  };
}

/** Posts the device's report as plain text, as browsers do to avoid a preflight request. */
export function tellDevice(callbacks: Callbacks, receiptUrl: string | undefined, { kind, at }: Report): void {
  if (receiptUrl === undefined) return;
  const body = JSON.stringify({ kind: kind === "engaged" ? "clicked" : "received", at });
  const headers = { "content-type": "text/plain;charset=UTF-8" };
  void callbacks.deliver({ url: receiptUrl, method: "POST", headers, body }, RULE);
}
