import type { ConfirmationView, Message } from "@relance/spec";
import type { CampaignHandle, Provider, Relance, RelanceConfig } from "relance";
import { partsOf } from "relance/parts";
import { fakeVendor } from "./fake-vendor.ts";
import { hello, type Laboratory, MINUTE, openLaboratory, people, SECOND } from "./laboratory.ts";

/** Content of the page, for tests in which the content does not matter. */
export const SHOWN = { hash: "", locale: "en", label: "" };

/** A running campaign with two recipients, three phones and a mailbox each. The recipient p0 has links. */
export interface LinkScene {
  readonly lab: Laboratory;
  readonly gateway: Relance;
  readonly handle: CampaignHandle;
  /** Presses a button as p0 through a link without a contact. */
  press(answer: string, through?: Relance): Promise<string | undefined>;
  pressOn(token: string, answer: string, factor?: string): Promise<string | undefined>;
  confirmation(token: string): Promise<ConfirmationView | undefined>;
  token(key?: string): Promise<string>;
  /** Stops the worker and advances time by `ms`. */
  rest(ms: number): Promise<void>;
  /** Returns the number of messages to p0. */
  sent(): Promise<number>;
  /** Returns the tokens of the links in p0's messages, in order. */
  tokens(): readonly string[];
}

export async function linkScene(
  definition: Parameters<typeof hello>[0] = {},
  config: Partial<RelanceConfig> = {},
): Promise<LinkScene> {
  const messages: Message[] = [];
  const mail: Provider<"email"> = {
    kind: "mail",
    channel: "email",
    vendor: "mail",
    capabilities: { receipts: false, replies: false },
    send: async (message) => {
      messages.push(message);
      return { ref: message.attemptId };
    },
  };
  const takes = (message: Message) => {
    messages.push(message);
    return 0;
  };
  const lab = await openLaboratory({
    sms: (world) => ({ main: fakeVendor(world, { takesMs: takes }).provider }),
    email: () => ({ smtp: mail }),
    config: { publicUrl: "https://test.invalid", ...config },
    overrides: { pollMs: 5 * MINUTE, heartbeatMs: 20 * SECOND }, // hours and days pass without an event, so polls can be rare
  });
  const { gateway } = await lab.open("worker");
  const campaign = hello({
    audience: { contacts: { sms: ["mobile", "work", "home"], email: "mail" } },
    confirm: {
      event: "done",
      via: ["link", "event"],
      buttons: { done: "close", promise: "snooze 2h", "wrong-person": "next-contact", help: "call-me" },
    },
    steps: [
      { channel: "sms", route: ["main"], template: "hello@1", wait: "4h" },
      { channel: "email", route: ["smtp"], template: "hello@1", wait: "4h" },
    ],
    ...definition,
  });
  const recipients = people(2).map((row) => ({
    ...row,
    work: "+33639990001",
    home: "+33639990002",
    mail: "a@example.org",
    born: "1961",
  }));
  const handle = await lab.finish(gateway.campaigns.start(campaign, { rows: recipients }));
  const work = new AbortController();
  const running = gateway.run({ signal: work.signal });
  await lab.time.advance(MINUTE);
  const token = async (key = "p0") => {
    const person = await lab.finish(handle.recipient(key));
    const url = partsOf(gateway).engine.acknowledgeUrl(person?.enrollment ?? 0);
    return url.slice(url.lastIndexOf("/") + 1);
  };
  return {
    lab,
    gateway,
    handle,
    token,
    async press(answer, through = gateway) {
      const mine = await token();
      const answered = await lab.finish(partsOf(through).engine.port.answer(mine, answer, SHOWN));
      return answered?.status;
    },
    async pressOn(mine, answer, factor) {
      const answered = await lab.finish(partsOf(gateway).engine.port.answer(mine, answer, SHOWN, factor));
      return answered?.status;
    },
    async rest(ms) {
      work.abort();
      await lab.finish(running);
      await lab.time.advance(ms);
    },
    confirmation: (mine) => lab.finish(partsOf(gateway).engine.port.confirmation(mine)),
    tokens: () =>
      messages
        .map(({ ackUrl = "" }) => ackUrl.slice(ackUrl.lastIndexOf("/") + 1))
        .filter((mine) => mine.slice(16).startsWith("1")), // selects p0, who was enrolled first
    sent: async () =>
      (await lab.events()).filter(({ type, key }) => type === "attempt.submitted" && key === "p0").length,
  };
}
