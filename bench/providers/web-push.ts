import { createECDH, randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { webPush } from "@relance/provider-web-push";
import type { PushSubscriptionLike } from "@relance/spec";
import library from "web-push";
import { type Contender, ours } from "./contender.ts";
import { push } from "./messages.ts";

const DEVICES = 200;

/**
 * Compares relance's push provider with the web-push library, which encrypts, signs and sends one message at a time.
 */
export function webPushContenders(port: number): readonly Contender[] {
  const keys = library.generateVAPIDKeys();
  const vapid = { subject: "mailto:help@example.org", ...keys };
  const devices = Array.from({ length: DEVICES }, (_, n) => subscription(port, n));
  const message = (n: number) => push(n, devices[n % DEVICES] ?? subscription(port, n));
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  return [
    ours("web-push", webPush({ vapid, allowPrivate: true }), 2_400, message),
    {
      name: "  the library's own steps",
      atOnce: 32,
      send(n) {
        const { to, content } = message(n);
        const details = library.generateRequestDetails(to, JSON.stringify(content), { vapidDetails: vapid });
        return post(details, agent);
      },
      close: async () => agent.destroy(),
    },
  ];
}

function subscription(port: number, n: number): PushSubscriptionLike {
  const p256dh = createECDH("prime256v1").generateKeys("base64url");
  const auth = randomBytes(16).toString("base64url");
  return { endpoint: `http://127.0.0.1:${port}/push/${n}`, keys: { p256dh, auth } };
}

function post({ endpoint, method, headers, body }: library.RequestDetails, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    request(endpoint, { method, headers, agent }, (response) => {
      response.resume().once("end", () => resolve());
    })
      .once("error", reject)
      .end(body);
  });
}
