import type { AppAddress, PushSubscriptionLike } from "./channels.ts";
import type { AddressForm } from "./description.ts";

const HIDDEN = "•••";
/** Length of a number prefix: the country code and the digits that usually identify the carrier. */
const PREFIX_LENGTH = 5;
const LONGEST = 64;

/** Phone numbers in E.164. */
export const PHONE: AddressForm<string> = {
  read: "phone",
  mask: (phone) => ends(phone, HIDDEN),
  hint: (phone) => ends(phone, "…"),
  destination: (phone) => phone.slice(0, PREFIX_LENGTH),
  looksLike: /^\+/,
};

/** Email addresses. */
export const MAILBOX: AddressForm<string> = {
  read: "mailbox",
  mask: (mail) =>
    isMail(mail) ? `${mail.slice(0, 1)}${HIDDEN}@${HIDDEN}${mail.slice(mail.lastIndexOf("."))}` : ends(mail, HIDDEN),
  hint: (mail) => (isMail(mail) ? `${mail.slice(0, 1)}…${mail.slice(mail.lastIndexOf("@"))}` : ends(mail, "…")),
  destination: (mail) =>
    mail
      .slice(mail.lastIndexOf("@") + 1)
      .toLowerCase()
      .slice(0, LONGEST),
  looksLike: /@/,
};

const ENDPOINT_HOST = /"endpoint"\s*:\s*"https?:\/\/([^/:"]{1,64})/;

/** Push subscriptions of browsers, stored as JSON. Never displayed, because anyone can send with the endpoint. */
export const SUBSCRIPTION: AddressForm<PushSubscriptionLike> = {
  read: "subscription",
  open: (kept) => JSON.parse(kept) as PushSubscriptionLike,
  mask: () => HIDDEN,
  hint: (kept) => pushHost(kept) || "push subscription",
  destination: pushHost,
};

/** Tokens of apps. */
export const APP_TOKEN: AddressForm<AppAddress> = {
  read: "token",
  open: (kept) => kept as AppAddress,
  index: (kept) => kept, // tokens are case-sensitive
  mask: (token) => `${serviceHost(token)}:${HIDDEN}`,
  destination: serviceHost,
  looksLike: /^(fcm|apns):/,
};

function ends(text: string, between: string): string {
  return `${text.slice(0, 3)}${between}${text.slice(-2)}`;
}

function isMail(text: string): boolean {
  return text.lastIndexOf("@") > 0;
}

function pushHost(subscription: string): string {
  return ENDPOINT_HOST.exec(subscription)?.[1] ?? "";
}

function serviceHost(token: string): string {
  return /^(fcm|apns):/.exec(token)?.[1] ?? "";
}
