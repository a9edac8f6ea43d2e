import { addChannels, type ChannelDescription, PHONE, type Provider } from "@relance/spec";
import { afterEach, expect, it } from "vitest";
import { MINUTE, openLaboratory, SECOND, takesAll } from "../../support/laboratory.ts";

declare module "relance" {
  interface Channels {
    voice: { address: string; content: { text: string } };
  }
}

const VOICE: ChannelDescription<"voice"> = {
  name: "voice",
  number: 7,
  words: { message: "a call", addresses: "phones" },
  address: PHONE,
  content: { body: "text", most: { characters: 500 } },
  receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered" },
};

let forget = () => {};
afterEach(() => forget());

it("the guard of send() counts the first number of each channel with phone numbers", async () => {
  forget = addChannels([VOICE]);
  const called: string[] = [];
  const caller: Provider<"voice"> = {
    kind: "caller",
    channel: "voice",
    vendor: "caller",
    capabilities: { receipts: false, replies: false },
    async send({ to, attemptId }) {
      called.push(String(to));
      return { ref: attemptId };
    },
  };
  const lab = await openLaboratory({
    sms: () => ({ main: takesAll }),
    config: {
      channels: [VOICE],
      providers: { sms: { main: takesAll }, voice: { caller } },
      publicUrl: "https://test.invalid",
      security: { signing: ["a-secret-for-these-tests"], sendGuard: {} },
    },
    overrides: { pollMs: 10 * SECOND, heartbeatMs: 20 * SECOND },
  });
  const { gateway } = await lab.open("application");
  void gateway.run({ signal: new AbortController().signal });
  for (let n = 0; n < 20; n++) {
    const recipient = { key: `v${n}`, contacts: { sms: `+3363998${1000 + n}`, voice: "+33755550001" } };
    const steps = [
      { channel: "sms", content: { text: "4711" }, wait: "1m" },
      { channel: "voice", content: { text: "4711" } },
    ] as const;
    const sent = gateway.send({ idempotencyKey: `${n}`, recipient, steps: [...steps] });
    await lab.finish(sent.catch(() => {}));
  }
  await lab.time.advance(5 * MINUTE);
  expect(called).toHaveLength(5);
});
