import { type Channel, type InboundRequest, RelanceError, type ReportItem } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type OpenSubject, openSubject, type SetUp } from "./contract-subject.ts";

const KINDS = ["in-transit", "delivered", "undelivered", "engaged"] as const;
const ABOUT = { attemptId: "k3x9", ref: "ref-of-k3x9" } as const;

export function receivingContract<C extends Channel>(setUp: SetUp<C>, isReportSigned: boolean): void {
  describe("receipts", () => {
    it("that are genuine are accepted, and contain the id of their attempt", async () => {
      await using subject = await openSubject(setUp);
      for (const kind of KINDS) {
        const request = subject.fakeVendor.receipt?.(kind, ABOUT);
        if (!request) continue;
        await verify(subject, request);
        const items = await parse(subject, request);
        expect(items.filter(isAboutIt).map((item) => "kind" in item && item.kind)).toContain(kind);
      }
    });

    it("give the same result when the API repeats the report", async () => {
      await using subject = await openSubject(setUp);
      const first = genuine(subject);
      const second = genuine(subject);
      if (first && second) expect(await parse(subject, first)).toEqual(await parse(subject, second));
    });

    it.for([
      { what: "without their signature", forge: unsigned, isTold: true },
      { what: "with one byte changed", forge: altered, isTold: isReportSigned },
    ])("are refused $what", async ({ forge, isTold }, { skip }) => {
      skip(!isTold, "not applicable: the API signs no content");
      await using subject = await openSubject(setUp);
      const request = genuine(subject);
      if (!request || subject.provider.receipts?.proof !== "own-signature") return;
      const forged = forge === unsigned ? (subject.fakeVendor.unsigned ?? unsigned)(request) : forge(request);
      await expect(verify(subject, forged)).rejects.toMatchObject({ code: "webhook/bad-signature" });
    });

    it.each(GARBAGE)("with $what are refused or yield no receipt, and never crash the provider", async ({ bytes }) => {
      await using subject = await openSubject(setUp);
      const request = genuine(subject);
      if (!request) return;
      const url = new URL(request.url);
      url.search = "";
      const answer = await parse(subject, { ...request, url: url.href, body: bytes }).catch((error: unknown) => error);
      if (RelanceError.is(answer)) expect(answer.family).toBe("webhook");
      else expect(answer).toEqual([]);
    });
  });

  function isAboutIt(item: ReportItem): boolean {
    const names = item.type === "receipt" ? [item.attemptId, item.ref] : item.type === "reply" ? [] : [item.attemptId];
    return names.includes(ABOUT.attemptId) || names.includes(ABOUT.ref);
  }

  function genuine(subject: OpenSubject<C>): InboundRequest | undefined {
    return KINDS.map((kind) => subject.fakeVendor.receipt?.(kind, ABOUT)).find((request) => request !== undefined);
  }

  async function verify(subject: OpenSubject<C>, request: InboundRequest): Promise<void> {
    await subject.provider.receipts?.verify?.(request);
  }

  async function parse(subject: OpenSubject<C>, request: InboundRequest): Promise<readonly ReportItem[]> {
    return (await subject.provider.receipts?.parse(request)) ?? [];
  }
}

function unsigned(request: InboundRequest): InboundRequest {
  const contentType = request.headers.get("content-type");
  const url = new URL(request.url);
  url.search = "";
  return {
    ...request,
    url: url.href,
    headers: new Headers(contentType === null ? {} : { "content-type": contentType }),
  };
}

/** Returns the request with its last letter or digit changed: in the body, or in the URL if the body is empty. */
function altered(request: InboundRequest): InboundRequest {
  if (request.body.length === 0) return { ...request, url: exchange(request.url) };
  const text = Buffer.from(request.body).toString("latin1");
  return { ...request, body: Buffer.from(exchange(text), "latin1") };
}

function exchange(text: string): string {
  return text.replace(/[0-9A-Za-z](?=[^0-9A-Za-z]*$)/, (last) => (last === "1" ? "2" : "1"));
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

const GARBAGE: readonly { readonly what: string; readonly bytes: Uint8Array }[] = [
  { what: "nothing", bytes: bytes("") },
  { what: "bytes", bytes: Uint8Array.from({ length: 512 }, (_, index) => (index * 37) % 256) },
  { what: "JSON cut short", bytes: bytes('{"id":"k3x9","sta') },
  { what: "null", bytes: bytes("null") },
  { what: "an empty list", bytes: bytes("[]") },
  { what: "a number", bytes: bytes("42") },
  { what: "lists of nothing", bytes: bytes("[[],[null,{}]]") },
  { what: "a deep nest", bytes: bytes("[".repeat(20_000)) },
  { what: "broken escapes", bytes: bytes("%E0%A4%A&=&&%=%%") },
  { what: "objects where text belongs", bytes: bytes('{"id":{},"ref":[],"status":{"a":1},"__proto__":{"id":1}}') },
];
