import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { httpEmail } from "@relance/provider-http-email";
import { sqliteStore } from "@relance/store-sqlite";
import { createRelance } from "relance";
import { expect, it } from "vitest";
import { waitFor } from "./support/wait-for.ts";

const PUBLIC_URL = "https://notify.example.org/relance/";
const AUTHORIZATION = `Basic ${Buffer.from("postmark:a-password-of-nobody").toString("base64")}`;

interface SentMail {
  readonly To: string;
  readonly Metadata: { readonly relance: string };
}

it("a mail service's reports move the recipient, and suppress a complaining one; another gateway's events have no effect", async () => {
  const sent: SentMail[] = [];
  const service = createServer(async (request, response) => {
    sent.push(JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString("utf8")));
    response.end(JSON.stringify({ ErrorCode: 0, Message: "OK", MessageID: `m${sent.length}` }));
  });
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  const { port } = service.address() as AddressInfo;
  const webhook = { user: "postmark", password: "a-password-of-nobody" };
  const from = "help@example.org";
  const endpoint = `http://127.0.0.1:${port}`;
  await using gateway = await createRelance({
    store: sqliteStore({ file: ":memory:" }),
    providers: { email: { main: httpEmail({ preset: "postmark", serverToken: "t", webhook, from, endpoint }) } },
    security: { signing: ["a-secret-for-these-tests"] },
    publicUrl: PUBLIC_URL,
    delivery: "live",
    observe: { ingressCheck: false },
  });
  const steps = [{ channel: "email", content: { subject: "s", text: "t" }, wait: "1h" }] as const;
  const contacts = { email: ["ada@bücher.example", "ada@example.org"] };
  const post = (event: object) => {
    const headers = { authorization: AUTHORIZATION, "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(event) };
    return gateway.handle(new Request("https://notify.example.org/relance/receipts/email.main", init));
  };
  const bounced = (tag: string) => ({ RecordType: "Bounce", Type: "HardBounce", ID: 1, Metadata: { relance: tag } });

  const stop = new AbortController();
  const working = gateway.run({ signal: stop.signal });
  const kinds = async () => (await gateway.events({})).events.map(({ type }) => type);

  try {
    await gateway.send({ idempotencyKey: "1", recipient: { key: "ada", contacts }, steps });
    await waitFor("a mail", () => sent.length === 1);
    const tag = sent[0]?.Metadata.relance ?? "";
    expect((await post(bounced(tag.replace(/-.*/, "-0a0b0c0d")))).status).toBe(200);
    expect(await kinds()).not.toContain("attempt.undelivered");
    expect((await post(bounced(tag))).status).toBe(200);
    await waitFor("the next contact", () => sent.length === 2);
    expect(sent.map(({ To }) => To)).toEqual(["ada@xn--bcher-kva.example", "ada@example.org"]);

    const complaint = { RecordType: "SpamComplaint", Type: "SpamComplaint", Email: "ada@example.org", ID: 2 };
    expect((await post({ ...complaint, Metadata: { relance: sent[1]?.Metadata.relance } })).status).toBe(200);
    expect(await Array.fromAsync(gateway.suppressions.list())).toMatchObject([{ channel: "email" }]);
    const again = await gateway.send({
      idempotencyKey: "2",
      recipient: { key: "ada", contacts: { email: "ada@example.org" } },
      steps,
    });
    expect(again.state).toBe("suppressed");
  } finally {
    stop.abort();
    await working;
    service.closeAllConnections();
    service.close();
  }
});
