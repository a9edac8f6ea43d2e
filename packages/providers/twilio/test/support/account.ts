import type { Message } from "@relance/spec";

/** An invented account, with numbers that are reserved for fiction. */
export const account = {
  accountSid: `AC${"0".repeat(32)}`,
  authToken: "an-auth-token-of-nobody",
  from: "+33639980000",
  timeout: "1s",
} as const;

export const message: Message<"sms"> = {
  channel: "sms",
  attemptId: "k1",
  to: "+33639980001",
  content: { text: "Votre rendez-vous est demain à 9 h." },
  callbackUrl: "https://notify.example.org/relance/receipts/sms.main?a=k1&s=c2lnbmF0dXJl",
  validityMs: 3_600_000,
};
