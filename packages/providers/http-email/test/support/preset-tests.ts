import { hash } from "node:crypto";
import { type ProviderContractOptions, providerContract } from "@relance/conformance/provider";
import type { InboundRequest, Message } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type HttpEmailOptions, httpEmail } from "../../src/index.ts";
import { type MailService, type SentRequest, type ServiceShape, startMailService } from "./mail-service.ts";

export const RECEIPTS = "https://notify.example.org/relance/receipts/email.main";
export const signal: AbortSignal = new AbortController().signal;

/** The tag of an attempt whose callback address is {@link RECEIPTS}. */
export function tagOf(attemptId: string): string {
  return `${attemptId}-${hash("sha256", RECEIPTS, "hex").slice(0, 8)}`;
}

export const TAG: string = tagOf("k1");

export const message: Message<"email"> = {
  channel: "email",
  attemptId: "k1",
  to: "ada@xn--bcher-kva.example",
  content: {
    subject: "Rendez-vous demain à 9 h",
    text: "Bonjour,\nsalle « A » & B",
    html: "<p>Bonjour,<br>salle « A » &amp; B</p>",
    attachments: [
      { filename: "convocation été.pdf", contentType: "application/pdf", base64: "JVBERi0xLjcK" },
      { filename: "plan.bin", base64: "AAEC" },
    ],
  },
  callbackUrl: `${RECEIPTS}?a=k1&s=c2ln`,
  optOutUrl: "https://notify.example.org/relance/u/b3B0LW91dA",
  offersOptOut: true,
};

/** A vendor: its answers, and recordings in its documented formats. */
export interface PresetCase {
  readonly options: (endpoint: string) => HttpEmailOptions;
  readonly secrets: readonly string[];
  readonly service: ServiceShape;
  /** Parses a send request. @default its JSON */
  readonly read?: (request: SentRequest) => unknown | Promise<unknown>;
  readonly tagIn: (request: SentRequest) => string | undefined;
  /** The send request for {@link message}. */
  readonly request: unknown;
  /** Events in the vendor's format, about {@link TAG}, and the expected items. */
  readonly events: readonly RecordedEvent[];
  /** Posts an event as the vendor does; `service` is the vendor's address. */
  readonly post: (event: unknown, service: string) => InboundRequest;
  /** Removes a proof that is part of the body. */
  readonly unsigned?: (request: InboundRequest) => InboundRequest;
  readonly contract?: ProviderContractOptions;
}

export interface RecordedEvent {
  readonly says: string;
  readonly event: object;
  /** The expected item; absent if the event is ignored. */
  readonly item?: Readonly<Record<string, unknown>>;
}

export function jsonIn({ body }: SentRequest) {
  return JSON.parse(body.toString("utf8"));
}

export function posted(event: unknown, headers: Readonly<Record<string, string>>): InboundRequest {
  const body = Buffer.from(typeof event === "string" ? event : JSON.stringify(event));
  return {
    method: "POST",
    url: RECEIPTS,
    headers: new Headers({ "content-type": "application/json", ...headers }),
    body,
  };
}

/** The tests of every preset: the recorded request, the recorded events, and the contract over loopback. */
export function presetTests(name: string, preset: PresetCase): void {
  const read = preset.read ?? jsonIn;

  describe(name, () => {
    it("sends the recorded request", async () => {
      await using service = await startMailService(preset.service);
      const email = httpEmail(preset.options(service.url));
      await email.send(message, { signal });
      const [sent] = service.sent;
      expect(sent && (await read(sent))).toEqual(preset.request);
      await email.close?.();
    });

    it.each(preset.events)("parses $says", async ({ event, item }) => {
      await using service = await startMailService(preset.service);
      const email = httpEmail(preset.options(service.url));
      const request = preset.post(event, service.url);
      await email.receipts?.verify?.(request);
      expect(await email.receipts?.parse(request)).toEqual(item === undefined ? [] : [expect.objectContaining(item)]);
    });

    it("ignores events of other gateways of the account", async () => {
      await using service = await startMailService(preset.service);
      const email = httpEmail(preset.options(service.url));
      const foreign = (text: string) => JSON.parse(JSON.stringify(preset.events[0]?.event).replaceAll(TAG, text));
      for (const tag of ["k1", "k1-00000000", "", "newsletter"]) {
        const request = preset.post(foreign(tag), service.url);
        await email.receipts?.verify?.(request);
        const items = await email.receipts?.parse(request);
        // a signed value that may be used once is stored, without a message
        expect(items?.filter((item) => item.type !== "signal" || item.attemptId !== undefined)).toEqual([]);
        expect(items?.every((item) => item.type === "signal" && item.kind === "received" && item.nonce)).toBe(true);
      }
    });

    it("declares receipts only if it can verify events", () => {
      const email = httpEmail(preset.options("https://service.example"));
      expect(email.capabilities).toMatchObject({ receipts: true, replies: false });
      expect(email.vendor).toBe(name);
      expect(email.receipts?.reply).toEqual({ status: 200 }); // some vendors repeat a post after any other 2xx
    });
  });

  providerContract(
    `http-email with ${name}`,
    async () => {
      const service = await startMailService(preset.service);
      return {
        provider: httpEmail({ ...preset.options(service.url), timeout: "1s" }),
        message,
        fakeVendor: fakeVendorOf(service),
        secrets: preset.secrets,
      };
    },
    preset.contract,
  );

  function fakeVendorOf(service: MailService) {
    return {
      mode: service.mode,
      requests: () => service.sent.length,
      lastAttemptId() {
        const last = service.sent.at(-1);
        return last && preset.tagIn(last)?.split("-")[0];
      },
      ...(preset.unsigned && { unsigned: preset.unsigned }),
      receipt(kind: string, { attemptId }: { readonly attemptId: string }) {
        const found = preset.events.find(({ item }) => item?.kind === kind);
        return (
          found && preset.post(JSON.parse(JSON.stringify(found.event).replaceAll(TAG, tagOf(attemptId))), service.url)
        );
      },
      [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
    };
  }
}
