import { generateKeyPairSync } from "node:crypto";
import {
  type CallbackHabits,
  type CourierOptions,
  type FakePushService,
  type FakeSmsGateway,
  type FakeSmtp,
  type FakeTwilio,
  fakePushService,
  fakeSmsGateway,
  fakeSmtp,
  fakeTwilio,
  type World,
} from "@relance/simulator";
import type { Settings } from "./settings.ts";

export interface Outside extends AsyncDisposable {
  readonly twilio: FakeTwilio;
  readonly gateway: FakeSmsGateway;
  readonly smtp: FakeSmtp;
  readonly push: FakePushService;
  readonly settings: Pick<Settings, "twilio" | "gateway" | "smtp" | "vapid">;
}

export interface OutsideOptions {
  readonly receipts?: number | undefined;
  readonly secondReceipts?: number | undefined;
  /** The simulated recipients. @default no recipients: messages arrive immediately */
  readonly world?: World | undefined;
  readonly courier?: CourierOptions | undefined;
  readonly callbacks?: CallbackHabits | undefined;
}

/** Opens provider APIs that accept every message immediately and, by default, report every arrival. */
export async function openOutside(options: OutsideOptions = {}): Promise<Outside> {
  const { receipts = 1, secondReceipts = 1, world, courier, callbacks } = options;
  const twilio = await fakeTwilio({ world, courier: { ...courier, receipts }, callbacks });
  const gateway = await fakeSmsGateway({ world, courier: { ...courier, receipts: secondReceipts } });
  const smtp = await fakeSmtp({ world, courier });
  const push = await fakePushService({ world });
  return {
    twilio,
    gateway,
    smtp,
    push,
    settings: {
      twilio: { url: twilio.url, accountSid: twilio.accountSid, authToken: twilio.authToken },
      gateway: { url: gateway.url, apiKey: gateway.apiKey, secret: gateway.secret },
      smtp: smtp.url,
      vapid: vapidKeys(),
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([twilio.close(), gateway.close(), smtp.close(), push.close()]);
    },
  };
}

function vapidKeys(): Settings["vapid"] {
  const jwk = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
  const point = [Buffer.from([4]), ...[jwk.x, jwk.y].map((half = "") => Buffer.from(half, "base64url"))];
  return { publicKey: Buffer.concat(point).toString("base64url"), privateKey: jwk.d ?? "" };
}
