import { dsn } from "../../../packages/providers/nodemailer/test/support/dsn.ts";
import { gatewaySignature } from "../../../packages/testing/simulator/src/outside/gateway/fake-sms-gateway.ts";
import { twilioSignature } from "../../../packages/testing/simulator/src/outside/twilio/twilio-signature.ts";
import { SENDER } from "../../e2e/support/gateway-config.ts";
import type { Settings } from "../../e2e/support/settings.ts";
import type { EchoingHouse } from "./echoing-house.ts";
import { BODY_MARK, type LoudPerson, SAID_MARK } from "./loud-campaign.ts";

/** Clients on the internet that put recipients' data into every request to the gateway. */
export interface RudeOutside {
  reports(): Promise<void>;
  /** Posts a real and a forged reply, real and forged bounces, and requests with addresses in their paths. */
  writes(person: LoudPerson, place: number): Promise<void>;
  presses(): Promise<readonly string[]>;
  looks(person: LoudPerson): Promise<void>;
  readonly answers: readonly { readonly path: string; readonly status: number; readonly text: string }[];
}

export function rudeOutside(settings: Settings, house: EchoingHouse): RudeOutside {
  const { publicUrl, twilio, gateway, bounces } = settings;
  const answers: { path: string; status: number; text: string }[] = [];

  async function ask(path: string, init: RequestInit = {}): Promise<void> {
    const { status, headers, ...answer } = await read(`${publicUrl}${path}`, init);
    answers.push({ path, status, text: `${JSON.stringify([...headers])} ${answer.text}` });
  }

  async function read(url: string, init: RequestInit) {
    const response = await fetch(url, { redirect: "manual", ...init });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  function reply(fields: Readonly<Record<string, string>>, signature?: string): Promise<void> {
    const path = "/inbound/sms.main";
    const signed = signature ?? twilioSignature(twilio.authToken, `${publicUrl}${path}`, fields);
    return ask(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signed },
      body: new URLSearchParams(fields).toString(),
    });
  }

  return {
    answers,
    async reports() {
      const told = house.requests.flatMap(({ path, body }) =>
        path === "/send" ? [JSON.parse(body) as Readonly<Record<string, string>>] : [],
      );
      for (const { to = "", id = "", text = "" } of told) {
        for (const error of [`${to} ${text}`, to.replace("+", "")]) {
          const report = { id: `${to}-${id}`, status: "undelivered", error, reference: id };
          const body = JSON.stringify(report);
          const headers = {
            "content-type": "application/json",
            "x-gateway-signature": gatewaySignature(gateway.secret, body),
          };
          await ask("/receipts/sms.second", { method: "POST", headers, body });
        }
      }
    },
    async writes({ row }, place) {
      const fields = {
        AccountSid: twilio.accountSid,
        MessageSid: `SM${String(place).padStart(32, "a")}`,
        SmsStatus: "received",
        From: row.mobile,
        To: SENDER,
      };
      await reply({ ...fields, Body: place === 0 ? "STOP" : `${SAID_MARK} ${row.name}` });
      await reply({ ...fields, Body: SAID_MARK }, `${row.mobile} ${row.mail}`);
      await ask(`/receipts/${encodeURIComponent(row.mobile)}`, { method: "POST", body: row.mail });
      await ask(`/a/${encodeURIComponent(row.mail)}`);
      await ask(`/nothing/${encodeURIComponent(row.mail)}?to=${encodeURIComponent(row.mobile)}`);
      const [, path = ""] = /MAIL FROM:<(bounces[^>]+)>/.exec(house.smtp.commands().join("\n")) ?? [];
      for (const to of [path, `bounces+zz-aaaaa-aaaaaaaaaaaaaaaa@${bounces?.domain}`]) {
        const diagnosis = `smtp; 550 <${row.mail}> ${BODY_MARK}`;
        await ask("/receipts/email.smtp", {
          method: "POST",
          headers: { "content-type": "message/rfc822" },
          body: dsn({ to, recipient: row.mail, status: `5.1.${place}`, diagnosis }),
        });
      }
    },
    async presses() {
      const links = [...new Set(house.heard().match(/\/a\/[\w-]{20,}/g) ?? [])];
      for (const link of links) {
        await ask(link);
        const body = new URLSearchParams({ form: "acknowledge", answer: "done" });
        await ask(link, { method: "POST", body });
        await ask(link.replace(/.{6}$/, "aaaaaa"), { method: "POST", body });
      }
      return links;
    },
    async looks({ row }) {
      await ask("/health");
      const headers = { authorization: `Bearer ${encodeURIComponent(row.mail)}` };
      await ask("/events", { headers });
    },
  };
}
