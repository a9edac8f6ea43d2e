import { describe, expect, it } from "vitest";
import { type HttpSmsOptions, httpSms } from "../src/index.ts";
import { type SentRequest, startGateway } from "./support/gateway.ts";
import { message, secondCarrier } from "./support/second-carrier.ts";

const signal = new AbortController().signal;
const plain = { vendor: "second-carrier" } as const;

async function sent(
  describeIt: (url: string) => HttpSmsOptions,
  changed: Partial<typeof message> = {},
): Promise<SentRequest> {
  await using gateway = await startGateway();
  gateway.mode({ status: 200, body: '{"id":"g1"}' });
  const sms = httpSms(describeIt(gateway.url));
  await sms.send({ ...message, ...changed }, { signal });
  await sms.close?.();
  const [request] = gateway.sent;
  if (!request) throw new Error("nothing was sent");
  return request;
}

describe("a request", () => {
  it("is JSON with the values in their places, and numbers as numbers", async () => {
    const { method, headers, body } = await sent(secondCarrier);
    expect(method).toBe("POST");
    expect(headers).toMatchObject({ "content-type": "application/json" });
    expect(JSON.parse(body)).toEqual({
      to: "+33639980001",
      text: message.content.text,
      id: "k1",
      callback: message.callbackUrl,
      validity: 3_600,
    });
  });

  it("omits fields without a value for this message", async () => {
    const { body } = await sent(secondCarrier, { callbackUrl: undefined, validityMs: undefined });
    expect(Object.keys(JSON.parse(body))).toEqual(["to", "text", "id"]);
  });

  it("keeps constants, nesting and lists of the template", async () => {
    const json = {
      from: "MAIRIE",
      flash: false,
      messages: [{ to: ["{toDigits}"], text: "{text} {{1}}" }],
      ttl: null,
    };
    const { body } = await sent((url) => ({ ...plain, url: `${url}/send`, body: { json } }));
    expect(JSON.parse(body)).toEqual({
      ...json,
      messages: [{ to: ["33639980001"], text: `${message.content.text} {1}` }],
    });
  });

  it("is a form, encoded", async () => {
    const form = {
      to: "{to}",
      text: "{text}",
      dlr: "{callbackUrl}",
      minutes: "{validityMinutes}",
      key: "a&b=c",
    };
    const { headers, body } = await sent((url) => ({ ...plain, url: `${url}/send`, body: { form } }));
    expect(headers).toMatchObject({ "content-type": "application/x-www-form-urlencoded" });
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      to: "+33639980001",
      text: message.content.text,
      dlr: message.callbackUrl,
      minutes: "60",
      key: "a&b=c",
    });
  });

  it("is a GET with everything in the query, encoded", async () => {
    const { method, path, body } = await sent((url) => ({
      ...plain,
      method: "GET",
      url: `${url}/send?user=u&to={to}&text={text}&dlr={callbackUrl}`,
    }));
    const query = new URL(path, "http://gateway.test").searchParams;
    expect(method).toBe("GET");
    expect(body).toBe("");
    expect(Object.fromEntries(query)).toEqual({
      user: "u",
      to: "+33639980001",
      text: message.content.text,
      dlr: message.callbackUrl,
    });
  });

  it("is XML, escaped", async () => {
    const text = "<sms to='{to}'>{text}</sms>";
    const body = { text, contentType: "application/xml" };
    const request = await sent((url) => ({ ...plain, url: `${url}/send`, body }));
    expect(request.body).toBe("<sms to='+33639980001'>Rendez-vous demain à 9 h, &quot;salle A&quot; &amp; B</sms>");
  });

  it("contains headers with placeholders", async () => {
    const { headers } = await sent((url) => ({
      ...secondCarrier(url),
      headers: { "X-Request-Id": "relance-{attemptId}", "Content-Type": "application/vnd.sms+json" },
    }));
    expect(headers).toMatchObject({
      "x-request-id": "relance-k1",
      "content-type": "application/vnd.sms+json",
    });
  });

  it("never lets a text change the URL or another parameter", async () => {
    const text = "x&to=+33639980099#/../admin?";
    const { path } = await sent((url) => ({ ...plain, method: "GET", url: `${url}/send/{to}?text={text}` }), {
      content: { text },
    });
    const asked = new URL(path, "http://gateway.test");
    expect(asked.pathname).toBe("/send/%2B33639980001");
    expect([...asked.searchParams]).toEqual([["text", text]]);
  });

  it("never lets a text add a header", async () => {
    await using gateway = await startGateway();
    const sms = httpSms({ ...secondCarrier(gateway.url), headers: { "x-text": "{text}" } });
    const sending = sms.send({ ...message, content: { text: "a\r\nx-admin: 1" } }, { signal });
    await expect(sending).rejects.toMatchObject({ code: "provider/refused", outcome: "not-sent" });
    expect(gateway.sent).toHaveLength(0);
    await sms.close?.();
  });
});
