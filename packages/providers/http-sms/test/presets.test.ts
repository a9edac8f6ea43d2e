import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { providerContract } from "@relance/conformance/provider";
import { ConfigError, type InboundRequest, type Message } from "@relance/spec";
import { describe, expect, it, vi } from "vitest";
import { httpSms, type PresetOptions, type SenderProof } from "../src/index.ts";
import {
  CALLBACK,
  optionsAt,
  PUBLIC_KEY,
  RECORDED,
  type Recorded,
  sha256,
  startVendor,
  token,
} from "./support/recorded.ts";

const signal = new AbortController().signal;
const message: Message<"sms"> = {
  channel: "sms",
  attemptId: "k1",
  to: "+33639980001",
  content: { text: "Rendez-vous à 9 h" },
  callbackUrl: CALLBACK,
  validityMs: 3_600_000,
};

describe.each(Object.entries(RECORDED))("the preset %s", (name, recorded) => {
  providerContract(
    name,
    async () => {
      const vendor = await startVendor(recorded);
      const provider = httpSms({ ...optionsAt(vendor.url, recorded), timeout: "1s" });
      return { provider, message, fakeVendor: vendor, secrets: recorded.secrets };
    },
    { without: recorded.isVague ? ["refuse"] : [] },
  );

  it("sends requests as the vendor documents, and parses a refusal", async () => {
    await using vendor = await startVendor(recorded);
    const provider = httpSms(optionsAt(vendor.url, recorded));
    expect(await provider.send(message, { signal })).toEqual({ ref: "m1" });
    expect(vendor.arrived[0]).toMatchObject({ method: "POST", path: recorded.path, headers: recorded.headers });
    expect(vendor.arrived[0]?.body).toEqual(recorded.body);
    vendor.mode("refuse");
    await expect(provider.send(message, { signal })).rejects.toMatchObject({
      code: recorded.refusedCode,
      outcome: "not-sent",
    });
    await provider.close?.();
  });

  it("lists missing values in its vendor's terms", () => {
    const settings = Object.keys(recorded.options).filter(
      (key) => !["preset", "signatureSecret", "signingKey", "publicKey", "configurationSet", "topicArn"].includes(key),
    );
    const problems = problemsOf({ preset: recorded.options.preset } as PresetOptions);
    expect(problems.map(({ path }) => path).sort()).toEqual(settings.sort());
    for (const { advice } of problems) expect(advice).toMatch(new RegExp(`^give ${name}'s .{8}`));
  });

  it("reports a text that is empty, ends with a line break, or is a number", () => {
    const [first = ""] = Object.keys(recorded.options).filter((key) => {
      return key !== "preset" && typeof (recorded.options as unknown as Record<string, unknown>)[key] === "string";
    });
    for (const wrong of ["", "a-key-out-of-a-file\n", 33_639]) {
      const given = { ...optionsAt("http://127.0.0.1:1", recorded), [first]: wrong } as PresetOptions;
      expect(problemsOf(given).map(({ path }) => path)).toEqual([first]);
    }
  });

  it("has a page with an example, all options, and the unverified parts", async () => {
    const page = readFileSync(new URL(`../../../../docs/providers/sms/${name}.md`, import.meta.url), "utf8");
    const example = readFileSync(new URL(`docs/presets/${name}.ts`, import.meta.url), "utf8");
    expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
    const { preset: _, ...settings } = recorded.options;
    for (const setting of Object.keys(settings)) expect(example).toContain(`  ${setting}: `);
    expect(page).toMatch(/\*\*Looked up\*\* in .*Not\s+verified:\s/s);
    const { enterAt } = httpSms({ ...optionsAt("https://x.example", recorded), from: "+33700000001" } as PresetOptions);
    for (const place of Object.values(enterAt ?? {})) {
      if (place !== undefined) expect(page.replace(/\s+/g, " ")).toContain(place);
    }
    const words = [...example.matchAll(/process\.env\.(\w+)/g)].map(([, word = ""]) => word);
    const key =
      name === "telnyx" ? (recorded.options as { publicKey: string }).publicKey : "a-key-of-nobody-0123456789abcdef";
    for (const word of words) vi.stubEnv(word, key);
    const { main } = await import(`./docs/presets/${name}.ts`);
    vi.unstubAllEnvs();
    expect(main).toMatchObject({ vendor: name, capabilities: { receipts: true } });
  });
});

function problemsOf(options: PresetOptions): ConfigError["problems"] {
  try {
    httpSms(options);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

it("an unknown preset is refused, with the known ones", () => {
  const [problem] = problemsOf({ preset: "pigeon" } as unknown as PresetOptions);
  expect(problem).toMatchObject({ path: "preset", advice: expect.stringContaining("vonage, infobip") });
});

it.each([
  ["vonage", "signatureSecret"],
  ["bird", "signingKey"],
  ["telnyx", "publicKey"],
])("an empty %s of %s is reported, because its reports would be accepted without proof", (name, path) => {
  const given = { ...RECORDED[name]?.options, [path]: "" } as PresetOptions;
  expect(problemsOf(given)).toEqual([{ path, advice: `give ${name}'s ${path}, or leave it out` }]);
});

it.each(Object.keys(RECORDED))(
  "%s declares no replies to an alphanumeric sender, and replies to a number if it forwards them",
  (name) => {
    const recorded = RECORDED[name] as Recorded;
    const options = optionsAt("http://127.0.0.1:1", recorded);
    const replies = (from: string) => httpSms({ ...options, from } as PresetOptions).capabilities.replies;
    expect(replies("MAIRIE")).toBe(false);
    const isHeard = !["bird", "brevo", "ovh"].includes(name);
    expect(replies("+33700000001")).toBe(isHeard);
    if (name === "aws") expect(replies("pool-0123456789abcdef0123456789abcdef")).toBe(true);
  },
);

it("OVH's requests contain its signature over secret, key, method, URL, body and time", async () => {
  const { ovh } = RECORDED;
  if (ovh === undefined) throw new Error("no ovh");
  await using vendor = await startVendor(ovh);
  const provider = httpSms({ ...ovh.options, endpoint: vendor.url } as PresetOptions);
  await provider.send(message, { signal });
  const [arrived] = vendor.arrived;
  const time = arrived?.headers["x-ovh-timestamp"];
  const signed = `ovh-application-secret+ovh-consumer-key+POST+${vendor.url}${ovh.path}+${arrived?.text}+${time}`;
  expect(arrived?.headers["x-ovh-signature"]).toBe(`$1$${createHash("sha1").update(signed).digest("hex")}`);
  expect(Math.abs(Date.now() / 1_000 - Number(time))).toBeLessThan(60);
  await provider.close?.();
});

it("OVH's reports are accepted only with the token of the callback URL", async () => {
  const reader = httpSms(RECORDED.ovh?.options as PresetOptions).receipts;
  const reportWith = (given: string): InboundRequest => ({
    method: "GET",
    url: `https://notify.example.org/relance/receipts/sms.second?token=${given}&id=m1&ptt=4&date=2026-11-24T10%3A00%3A00Z`,
    headers: new Headers(),
    body: new Uint8Array(),
  });
  await reader?.verify?.(reportWith("a-token-of-nobody"));
  expect(await reader?.parse(reportWith("a-token-of-nobody"))).toMatchObject([{ kind: "delivered", ref: "m1" }]);
  await expect(async () => reader?.verify?.(reportWith("another"))).rejects.toMatchObject({
    code: "webhook/bad-signature",
  });
});

it.each([
  ["1", "in-transit"],
  ["3", "in-transit"],
  ["4", "delivered"],
  ["5", "undelivered"],
  ["24", "undelivered"],
  ["26", "undelivered"], // the SIM card is full: the number stays valid
  ["27", "undelivered"],
  ["23", "undelivered"],
  ["6", undefined], // the operator gives no reason
  ["99", undefined],
])("OVH's ptt %s means %s, and only 23 disables the number", async (ptt, kind) => {
  const { receipts } = httpSms(RECORDED.ovh?.options as PresetOptions);
  const url = `${CALLBACK}&token=a-token-of-nobody&id=m1&ptt=${ptt}&date=2026-11-24&description=2`;
  const items = await receipts?.parse({ method: "GET", url, headers: new Headers(), body: new Uint8Array() });
  const expected = kind === "undelivered" ? { kind, errorCode: ptt, addressPermanent: ptt === "23" } : { kind };
  expect(items).toEqual(kind === undefined ? [] : [expect.objectContaining(expected)]);
});

it("Sinch's HTTP 402 is the account's fault, although its reports have a code 402 with another meaning", async () => {
  const server = createServer((_, response) => {
    response.writeHead(402, { "content-type": "application/json" }).end('{"code":402,"text":"payment required"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sinch = httpSms(optionsAt(url, RECORDED.sinch as Recorded));
  await expect(sinch.send(message, { signal })).rejects.toMatchObject({
    code: "provider/account",
    accountFault: true,
    outcome: "not-sent",
  });
  await sinch.close?.();
  server.close();
});

it.each([
  [402, "provider/refused"],
  [404, "provider/recipient-unavailable"], // "temporary delivery failure": the number stays valid
  [408, "provider/refused"],
  [411, "provider/bad-content"],
  [413, "provider/account"],
])("Sinch's code %s disables no number, and is %s", async (code, meaning) => {
  const sinch = httpSms(RECORDED.sinch?.options as PresetOptions);
  const body = JSON.stringify({ type: "recipient_delivery_report_sms", batch_id: "m1", status: "Failed", code });
  const headers = new Headers({ "content-type": "application/json" });
  const items = await sinch.receipts?.parse({ method: "POST", url: CALLBACK, headers, body: Buffer.from(body) });
  const expected = { kind: "undelivered", errorCode: String(code), addressPermanent: false };
  expect(items).toEqual([expect.objectContaining(expected)]);
  expect(sinch.meaningOf?.(String(code))).toBe(meaning);
});

it.each([
  ["PENDING", "PENDING_ENROUTE", "in-transit"],
  ["DELIVERED", "DELIVERED_TO_OPERATOR", "in-transit"], // the phone may not have the message
  ["DELIVERED", "DELIVERED_TO_HANDSET", "delivered"],
  ["EXPIRED", "EXPIRED_EXPIRED", "undelivered"],
  ["EXPIRED", "EXPIRED_DLR_UNKNOWN", "in-transit"], // a missing report proves nothing
  ["UNDELIVERABLE", "UNDELIVERABLE_NOT_DELIVERED", "undelivered"],
  ["REJECTED", "REJECTED_DESTINATION", "undelivered"],
])("Infobip's %s by %s is %s", async (groupName, name, kind) => {
  const { receipts } = httpSms({ ...RECORDED.infobip?.options, endpoint: "https://x.example" } as PresetOptions);
  const body = JSON.stringify({ results: [{ messageId: "m1", callbackData: "k1", status: { groupName, name } }] });
  const headers = new Headers({ "content-type": "application/json" });
  const items = await receipts?.parse({ method: "POST", url: CALLBACK, headers, body: Buffer.from(body) });
  expect(items).toEqual([expect.objectContaining({ kind, attemptId: "k1", ref: "m1" })]);
});

it.each([
  ["EC_UNKNOWN_SUBSCRIBER", true],
  ["EC_UNIDENTIFIED_SUBSCRIBER", false], // Infobip documents this error as temporary
  ["EC_ABSENT_SUBSCRIBER", false],
])("Infobip's error %s disables the number: %s", async (name, isDead) => {
  const { receipts } = httpSms({ ...RECORDED.infobip?.options, endpoint: "https://x.example" } as PresetOptions);
  const status = { groupName: "UNDELIVERABLE", name: "UNDELIVERABLE_NOT_DELIVERED" };
  const body = JSON.stringify({ results: [{ messageId: "m1", status, error: { name } }] });
  const headers = new Headers({ "content-type": "application/json" });
  const items = await receipts?.parse({ method: "POST", url: CALLBACK, headers, body: Buffer.from(body) });
  expect(items).toEqual([expect.objectContaining({ addressPermanent: isDead, errorCode: name })]);
});

it.each([
  ["REJECTED_DESTINATION", "provider/bad-recipient"],
  ["REJECTED_DESTINATION_BLOCKLISTED", "provider/opted-out"],
  ["REJECTED_SOURCE", "provider/bad-sender"],
  ["REJECTED_MESSAGE_TOO_LONG", "provider/bad-content"],
  ["REJECTED_PREPAID_PACKAGE_EXPIRED", "provider/account"],
  ["REJECTED_SYSTEM_ERROR", "provider/refused"],
])("Infobip's refusal %s is %s, and certainly not sent", async (name, code) => {
  const { infobip } = RECORDED;
  if (infobip === undefined) throw new Error("no infobip");
  const answer = { messages: [{ messageId: "m1", status: { groupId: 5, groupName: "REJECTED", name } }] };
  await using vendor = await startVendor({ ...infobip, check: () => [200, answer] });
  const sms = httpSms(optionsAt(vendor.url, infobip));
  await expect(sms.send(message, { signal })).rejects.toMatchObject({ code, outcome: "not-sent", vendorCode: name });
  await sms.close?.();
});

it("a parsed tag is also sent, a validity has two limits, and a topic is one", () => {
  const given = {
    vendor: "v",
    url: "https://g.example/?to={to}&text={text}",
    method: "GET",
    validity: { least: "60s", most: "5s" },
    receipts: { status: "s", statuses: { ok: "delivered" }, tag: "tag", verify: { sns: { topicArns: ["a-topic"] } } },
  } as const;
  const paths = ["receipts.verify.sns.topicArns", "receipts.tag", "validity"];
  expect(() => httpSms(given)).toThrow(
    expect.objectContaining({ problems: paths.map((path) => expect.objectContaining({ path })) }),
  );
});

describe("a proof", () => {
  const SECRET = "a-shared-secret-of-nobody-at-all-0123456789";
  const now = () => Math.floor(Date.now() / 1_000);
  const receipts = { status: "status", statuses: { delivered: "delivered" } } as const;
  const body = '{"status":"delivered","id":"m1"}';

  async function isTaken(verify: SenderProof, headers: Record<string, string>, request: Partial<InboundRequest> = {}) {
    const sms = httpSms({
      vendor: "v",
      url: "https://g.example/?to={to}&text={text}",
      method: "GET",
      receipts: { ...receipts, verify },
    });
    const all = { method: "POST", url: CALLBACK, headers: new Headers(headers), body: Buffer.from(body), ...request };
    try {
      await sms.receipts?.verify?.(all);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: "webhook/bad-signature" });
      return false;
    }
  }

  it("with a signed time is accepted at that time, and refused later", async () => {
    const hmac = {
      header: "x-signature",
      timestampHeader: "x-time",
      signed: "v0:{timestamp}:{body}",
      secret: ["old", SECRET],
      prefix: "v0=",
    };
    const signedAt = (time: number) => ({
      "x-time": String(time),
      "x-signature": `v0=${createHmac("sha256", SECRET).update(`v0:${time}:${body}`).digest("hex")}`,
    });
    expect(await isTaken({ hmac }, signedAt(now()))).toBe(true);
    expect(await isTaken({ hmac }, signedAt(now() - 400))).toBe(false);
    expect(await isTaken({ hmac: { ...hmac, tolerance: "10m" } }, signedAt(now() - 400))).toBe(true);
    expect(await isTaken({ hmac }, { ...signedAt(now()), "x-time": String(now() - 1) })).toBe(false);
    expect(await isTaken({ hmac }, { ...signedAt(now()), "x-time": "soon" })).toBe(false);
    expect(await isTaken({ hmac }, signedAt(now()), { body: Buffer.from(`${body} `) })).toBe(false);
  });

  it("by a token covers this body, and no other request, secret or kind", async () => {
    const jwt = { prefix: "Bearer ", secret: ["old-secret-of-nobody-000000000000", SECRET], bodyClaim: "payload_hash" };
    const bearer = (claims: Record<string, unknown>, ...rest: string[]) => ({
      authorization: `Bearer ${token(claims, ...rest)}`,
    });
    const claims = { payload_hash: sha256(body) };
    expect(await isTaken({ jwt }, bearer(claims))).toBe(true);
    expect(await isTaken({ jwt }, bearer({ payload_hash: sha256("{}") }))).toBe(false);
    expect(await isTaken({ jwt }, bearer({}))).toBe(false);
    expect(await isTaken({ jwt }, bearer(claims, "another-secret-of-nobody-00000000"))).toBe(false);
    expect(await isTaken({ jwt }, bearer(claims, SECRET, "none"))).toBe(false);
    expect(await isTaken({ jwt }, bearer({ ...claims, exp: now() - 400 }))).toBe(false);
    expect(await isTaken({ jwt }, { authorization: token(claims) })).toBe(false);
    expect(await isTaken({ jwt }, bearer(claims), { method: "GET", body: new Uint8Array() })).toBe(false);
    const over = { ...jwt, urlClaim: "url_hash" };
    expect(await isTaken({ jwt: over }, bearer({ ...claims, url_hash: sha256(CALLBACK) }))).toBe(true);
    expect(await isTaken({ jwt: over }, bearer({ ...claims, url_hash: sha256(`${CALLBACK}1`) }))).toBe(false);
  });

  it.each([
    [
      "receipts.verify.ed25519.publicKey",
      { ed25519: { header: "s", timestampHeader: "t", signed: "{timestamp}|{body}", publicKey: "short" } },
    ],
    [
      "receipts.verify.ed25519.signed",
      { ed25519: { header: "s", timestampHeader: "t", signed: "{body}", publicKey: PUBLIC_KEY } },
    ],
    [
      "receipts.verify.hmac.secret",
      { hmac: { header: "s", timestampHeader: "t", signed: "{timestamp}{body}", secret: "" } },
    ],
    ["receipts.verify.hmac.signed", { hmac: { header: "s", timestampHeader: "t", secret: SECRET } }],
    ["receipts.verify.hmac.signed", { hmac: { header: "s", signed: "{timestamp}{body}", secret: SECRET } }],
    ["receipts.verify.hmac.header", { hmac: { header: "", secret: SECRET } }],
    ["receipts.verify.jwt", { jwt: { secret: SECRET } }],
  ] satisfies [string, SenderProof][])("that cannot be verified is refused: %s", (path, verify) => {
    const given = {
      vendor: "v",
      url: "https://g.example/?to={to}&text={text}",
      method: "GET",
      receipts: { ...receipts, verify },
    } as const;
    expect(() => httpSms(given)).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ path })] }));
  });
});
