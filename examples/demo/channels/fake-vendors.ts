import {
  audience,
  browserHands,
  createWorld,
  fakeFcm,
  fakePostmark,
  fakeSmtp,
  fakeTwilio,
  inventPerson,
  inventPushToken,
  virtualClock,
} from "@relance/simulator";
import type { Outside } from "../fake-vendors.ts";

/** Domains of the recipients' mailboxes. */
const DOMAINS = ["orange.example", "free.example", "sfr.example"];

/** A simulated app service, SMS vendor, mail service and mail server, with the recipients whom they reach. */
export interface Channels extends Pick<Outside, "world" | "clock" | "env">, AsyncDisposable {
  /** Rows of the campaign's audience. */
  readonly rows: readonly Record<string, string>[];
  /** Sets the URL to which the mail service posts its events. */
  tellOfMails(address: string): void;
}

export interface ChannelsOptions {
  readonly seed: number;
  readonly people: number;
  readonly startAt: number;
  /** The domain whose mails the mail service accepts and loses. */
  readonly lost: string;
}

/**
 * Starts the simulated provider APIs on loopback. Half of the recipients have the app, half have a phone, and all have
 * a mailbox.
 */
export async function openChannels({ seed, people, startAt, lost }: ChannelsOptions): Promise<Channels> {
  const clock = virtualClock(startAt);
  const hands = browserHands();
  const loss = { provider: "postmark", loss: 1, only: (address: string) => address.endsWith(`@${lost}`) };
  const read = { app: 0.5, sms: 0.6, email: 0.75, push: 0.85 };
  const world = createWorld({ seed, clock, hands, habits: { read }, faults: [loss] });
  const [fcm, twilio] = [await fakeFcm({ world }), await fakeTwilio({ world })];
  const [postmark, smtp] = [await fakePostmark({ world }), await fakeSmtp({ world })];
  const rows: Record<string, string>[] = [];
  for (const person of audience({ seed, count: people, sms: 0.5, email: 1 })) {
    const { id, first_name: name, mobile } = person;
    const mail = person.mail.replace("example.org", DOMAINS[rows.length % DOMAINS.length] ?? "");
    const token = rows.length % 10 < 5 ? "" : `fcm:${inventPushToken(seed, id)}:APA91b`;
    const { contacts, ...about } = inventPerson({ ...person, mail });
    world.add([{ ...about, contacts: token === "" ? contacts : [...contacts, { channel: "app", address: token }] }]);
    rows.push({ id, name, token, mobile, mail });
  }
  const closers: readonly AsyncDisposable[] = [fcm, twilio, postmark, smtp, hands];
  return {
    world,
    clock,
    rows,
    tellOfMails: postmark.tell,
    env: {
      DEMO_FCM_URL: fcm.url,
      DEMO_FCM_ACCOUNT: fcm.serviceAccount,
      DEMO_TWILIO_URL: twilio.url,
      DEMO_TWILIO_SID: twilio.accountSid,
      DEMO_TWILIO_TOKEN: twilio.authToken,
      DEMO_POSTMARK_URL: postmark.url,
      DEMO_POSTMARK_TOKEN: postmark.serverToken,
      DEMO_POSTMARK_USER: postmark.webhook.user,
      DEMO_POSTMARK_PASSWORD: postmark.webhook.password,
      DEMO_SMTP_URL: smtp.url,
    },
    async [Symbol.asyncDispose]() {
      for (const closer of closers) await closer[Symbol.asyncDispose]();
    },
  };
}
