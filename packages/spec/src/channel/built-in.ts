import { APP_TOKEN, MAILBOX, PHONE, SUBSCRIPTION } from "./address-forms.ts";
import type { ChannelDescription } from "./description.ts";

const SMS: ChannelDescription<"sms"> = {
  name: "sms",
  number: 0,
  words: { message: "an SMS", addresses: "phones" },
  address: PHONE,
  content: { body: "text", most: { characters: 1_600 }, segments: true }, // ten segments: what carriers take as one message
  receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered", comeSpread: true },
  replies: true,
};

const EMAIL: ChannelDescription<"email"> = {
  name: "email",
  number: 1,
  words: { message: "an email", addresses: "mailboxes" },
  address: MAILBOX,
  content: {
    body: "text",
    headers: { subject: { required: true, most: 500 } },
    most: { characters: 1_000_000 },
    html: true,
    attachments: true,
  },
  receipts: { proves: { delivered: "mailbox-server", engaged: "human" }, prevails: "undelivered" },
  optOut: true,
};

/** A notification has room for two, on the platforms that show any. */
const BUTTONS = 2;

const PUSH: ChannelDescription<"push"> = {
  name: "push",
  number: 2,
  words: { message: "a push message", addresses: "push subscriptions" },
  address: SUBSCRIPTION,
  content: {
    body: "body",
    headers: { title: { required: true }, url: { isUrl: true }, tag: {} },
    most: { bytes: 3_000 }, // of 4,096, 3,993 are left once encrypted; the rest is for our own ids and addresses
  },
  receipts: { proves: { delivered: "push-service", engaged: "human" }, prevails: "delivered" },
  buttons: BUTTONS,
};

const APP: ChannelDescription<"app"> = {
  name: "app",
  number: 3,
  words: { message: "an app message", addresses: "app tokens" },
  address: APP_TOKEN,
  content: {
    body: "body",
    headers: { title: { required: true }, url: { isUrl: true }, tag: { most: 64 }, "data-*": {} }, // apns-collapse-id: 64 bytes
    most: { bytes: 3_000 }, // FCM and APNs take 4,096 with everything around it
  },
  receipts: { proves: { delivered: "push-service", engaged: "human" }, prevails: "delivered" },
  buttons: BUTTONS,
};

/** The channels that every process knows, in the order of their numbers. */
export const BUILT_IN: readonly ChannelDescription[] = [SMS, EMAIL, PUSH, APP];
