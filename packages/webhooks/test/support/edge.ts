import { createRecipientPages, type RecipientPagesOptions } from "@relance/recipient-pages";
import type { ConfirmationView, ConfirmationWords } from "@relance/spec";
import { createHandler, type Handler, type HandlerOptions } from "@relance/webhooks";
import { plainSms, signingSms, silentSms } from "./example-providers.ts";
import { MemoryPort } from "./memory-port.ts";

export const TOKEN = "k7f2.Zm9vYmFyYmF6cXV4";
export const OPT_OUT_TOKEN = "k7f2.b3B0b3V0b3B0b3V0";

export const SUBJECT = "Re-registration for August";

/** The campaign's texts, in one language or without a language tag. */
export function said(subject: string, locale?: string, facts: Partial<ConfirmationWords> = {}): ConfirmationWords {
  return { locale, subject, labels: {}, ...facts };
}

export const CONFIRMATION: ConfirmationView = {
  enrollment: 1,
  state: "active",
  words: [{ locale: undefined, subject: SUBJECT, labels: {} }],
  answers: [
    { name: "done", effect: "close" },
    { name: "promise", effect: "snooze" },
    { name: "wrong-person", effect: "next-contact" },
    { name: "help", effect: "call-me" },
  ],
  answer: undefined,
  deadline: new Date("2013-08-15T21:59:00Z"),
  timezone: "Europe/Paris",
  locale: undefined,
  late: false,
};

/** A handler over an in-memory gateway that tests can inspect. */
export interface TestEdge {
  readonly port: MemoryPort;
  readonly handler: Handler;
  send(path: string, init?: RequestInit): Promise<Response>;
  press(path: string, fields: Readonly<Record<string, string>>, headers?: Record<string, string>): Promise<Response>;
}

export function testEdge(options: HandlerOptions & RecipientPagesOptions = {}, publicUrl?: string): TestEdge {
  const port = new MemoryPort(publicUrl);
  port.providers.set("sms.plain", plainSms()).set("sms.signing", signingSms()).set("sms.silent", silentSms());
  port.confirmations.set(TOKEN, CONFIRMATION);
  port.optOutTokens.add(OPT_OUT_TOKEN);
  const handler = createHandler(port, createRecipientPages(options), options);
  const send: TestEdge["send"] = (path, init) => handler(new Request(`${port.publicUrl}${path}`, init));
  return {
    port,
    handler,
    send,
    press: (path, fields, headers = {}) => send(path, { method: "POST", headers, body: new URLSearchParams(fields) }),
  };
}
