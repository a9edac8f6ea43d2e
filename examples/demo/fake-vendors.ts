import { generateKeyPairSync } from "node:crypto";
import {
  type AudienceRow,
  audience,
  type BrowserHands,
  browserHands,
  createWorld,
  fakePushService,
  fakeSmsGateway,
  fakeSmtp,
  fakeTwilio,
  inventPerson,
  type VirtualClock,
  virtualClock,
  type World,
} from "@relance/simulator";

/** The simulated providers (two SMS vendors, a mail server, a push service) and the recipients whom they reach. */
export interface Outside extends AsyncDisposable {
  readonly world: World;
  /** Opens pages and presses buttons for the recipients. */
  readonly hands: BrowserHands;
  readonly clock: VirtualClock;
  readonly people: readonly AudienceRow[];
  /** With `true`, both vendors accept messages but delay their answers. With `false`, both vendors answer. */
  hold(isHeld: boolean): void;
  /** Environment variables that the configuration reads. */
  readonly env: Readonly<Record<string, string>>;
}

export interface OutsideOptions {
  readonly seed: number;
  readonly people: number;
  readonly startAt: number;
  /** Share of SMS that the first provider accepts and silently loses. */
  readonly loss: number;
}

/** Starts the simulated provider APIs on loopback. The same seed gives the same recipients, losses and habits. */
export async function openOutside(options: OutsideOptions): Promise<Outside> {
  const { seed, startAt, loss } = options;
  const clock = virtualClock(startAt);
  const hands = browserHands();
  const world = createWorld({ seed, clock, hands, faults: [{ provider: "twilio", loss }] });
  const twilio = await fakeTwilio({ world });
  const gateway = await fakeSmsGateway({ world });
  const smtp = await fakeSmtp({ world });
  const push = await fakePushService({ world });
  const people = [...audience({ seed, count: options.people, pushUrl: push.url })];
  world.add(people.map(inventPerson));
  const vapid = vapidKeys();
  const closers: readonly AsyncDisposable[] = [twilio, gateway, smtp, push, hands];
  return {
    world,
    hands,
    clock,
    people,
    hold(isHeld) {
      for (const fakeVendor of [twilio, gateway]) fakeVendor.mode(isHeld ? "hold" : "accept");
    },
    env: {
      DEMO_TWILIO_URL: twilio.url,
      DEMO_TWILIO_SID: twilio.accountSid,
      DEMO_TWILIO_TOKEN: twilio.authToken,
      DEMO_GATEWAY_URL: gateway.url,
      DEMO_GATEWAY_KEY: gateway.apiKey,
      DEMO_GATEWAY_SECRET: gateway.secret,
      DEMO_SMTP_URL: smtp.url,
      DEMO_VAPID_PUBLIC: vapid.publicKey,
      DEMO_VAPID_PRIVATE: vapid.privateKey,
    },
    async [Symbol.asyncDispose]() {
      for (const closer of closers) await closer[Symbol.asyncDispose]();
    },
  };
}

function vapidKeys(): { readonly publicKey: string; readonly privateKey: string } {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = privateKey.export({ format: "jwk" });
  const point = Buffer.concat([
    Buffer.from([4]),
    Buffer.from(jwk.x ?? "", "base64url"),
    Buffer.from(jwk.y ?? "", "base64url"),
  ]);
  return { publicKey: point.toString("base64url"), privateKey: jwk.d ?? "" };
}

/** Returns the campaign's rows. */
export function rowsOf(people: readonly AudienceRow[]): Record<string, string>[] {
  return people.map(({ id, first_name, mobile, mail, push, locale }) => ({
    id,
    name: first_name,
    mobile,
    mail,
    subscription: push,
    locale,
  }));
}
