import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { httpSms } from "@relance/provider-http-sms";
import { sqliteStore } from "@relance/store-sqlite";
import { createRelance } from "relance";
import { expect, it } from "vitest";
import {
  CERTIFICATE,
  isSignedForSms,
  KEY_ID,
  pem,
  SECRET_KEY,
  snsPost,
  TOPIC,
  textEvent,
} from "../../packages/providers/http-sms/test/support/aws.ts";
import { waitFor } from "./support/wait-for.ts";

const RECEIPTS = "https://notify.example.org/relance/receipts/sms.main";

interface SentText {
  readonly DestinationPhoneNumber: string;
  readonly Context: { readonly relance: string };
}

it("AWS: an event explains a message whose answer was lost, another gateway's event has no effect, and STOP arrives over SNS", async () => {
  const sent: SentText[] = [];
  const aws = createServer(async (request, response) => {
    const { url: path = "", headers } = request;
    if (path === CERTIFICATE) return void response.end(pem("cert"));
    const text = Buffer.concat(await Array.fromAsync(request)).toString("utf8");
    if (!isSignedForSms({ path, headers, text })) return void response.writeHead(403).end("{}");
    sent.push(JSON.parse(text));
    if (sent.length === 1) return void request.socket.destroy(); // the API accepts the message but does not answer
    response.end(JSON.stringify({ MessageId: `m${sent.length}` }));
  });
  await new Promise<void>((resolve) => aws.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
  const main = httpSms({
    preset: "aws",
    region: "eu-west-3",
    credentials: { accessKeyId: KEY_ID, secretAccessKey: SECRET_KEY },
    from: "+33700000001",
    configurationSet: "relance",
    topicArn: TOPIC,
    endpoint,
    snsEndpoint: endpoint,
  });
  await using gateway = await createRelance({
    store: sqliteStore({ file: ":memory:" }),
    providers: { sms: { main } },
    security: { signing: ["a-secret-for-these-tests"] },
    publicUrl: "https://notify.example.org/relance",
    delivery: "live",
    observe: { ingressCheck: false },
  });
  const post = async (message: object) => {
    const { body } = snsPost(endpoint, RECEIPTS, { Type: "Notification", Message: JSON.stringify(message) });
    return (await gateway.handle(new Request(RECEIPTS, { method: "POST", body: Buffer.from(body) }))).status;
  };
  const steps = [{ channel: "sms", content: { text: "Please come" }, wait: "1h" }] as const;
  const contacts = { sms: ["+33639980001", "+33639980002"] };
  const kinds = async () => (await gateway.events({})).events.map(({ type }) => type);
  const stop = new AbortController();
  const working = gateway.run({ signal: stop.signal });

  try {
    await gateway.send({ idempotencyKey: "1", recipient: { key: "ada", contacts }, steps });
    await waitFor("the doubt", async () => (await kinds()).includes("attempt.uncertain"));
    const tag = sent[0]?.Context.relance ?? "";
    const invalid = (relance: string) => textEvent("TEXT_INVALID", { messageId: "m-lost", context: { relance } });
    expect(await post(invalid(tag.replace(/-.*/, "-0a0b0c0d")))).toBe(204);
    expect(await kinds()).not.toContain("attempt.undelivered");
    expect(await post(invalid(tag))).toBe(204);
    await waitFor("the next number", () => sent.length === 2);
    expect(sent.map(({ DestinationPhoneNumber }) => DestinationPhoneNumber)).toEqual(contacts.sms);
    expect(await kinds()).toContain("attempt.undelivered");

    const reply = { originationNumber: "+33639980002", destinationNumber: "+33700000001", messageBody: "STOP" };
    expect(await post({ ...reply, inboundMessageId: "mo-1" })).toBe(204);
    expect(await Array.fromAsync(gateway.suppressions.list())).toMatchObject([{ channel: "sms", reason: "opted-out" }]);
  } finally {
    stop.abort();
    await working;
    aws.closeAllConnections();
    aws.close();
  }
});
