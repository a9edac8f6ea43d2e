import { type FakeVendorMode, providerContract } from "@relance/conformance/provider";
import { nodemailerEmail } from "../src/index.ts";
import { emailMessage } from "./support/email-message.ts";
import { type Script, startScriptedSmtp } from "./support/scripted-smtp.ts";

const SCRIPTS: Readonly<Record<FakeVendorMode, Script>> = {
  accept: {},
  refuse: { rcpt: "550 5.1.1 no such user" },
  throttle: { mail: "450 4.7.1 sending rate exceeded" },
  unavailable: { mail: "451 4.3.0 later" },
  reset: { afterBody: "drop" },
  "reset-mid-answer": { afterBody: "half" },
  silence: { afterBody: "silence" },
};

providerContract("nodemailer-email", async () => {
  const server = await startScriptedSmtp({}, ["AUTH PLAIN", "PIPELINING"]);
  let isSilent = false; // true if the server does not answer the whole mail
  const url = server.url.replace("smtp://", "smtp://somebody:s3cret-w0rd@");
  return {
    provider: nodemailerEmail({
      url,
      from: "help@example.org",
      timeouts: { connect: "300ms", reply: "300ms", total: "600ms" },
    }),
    message: emailMessage({
      attemptId: "k3",
      optOutUrl: "https://notify.example.org/relance/o/t0k3n",
      offersOptOut: true,
    }),
    secrets: ["s3cret-w0rd"],
    fakeVendor: {
      mode(mode) {
        isSilent = mode === "silence";
        server.play(SCRIPTS[mode]);
      },
      requests: () => (isSilent ? server.counts.bodies : server.counts.mails),
      lastAttemptId: () => /^X-Relance-Attempt: (\S+)\r$/m.exec(server.lastBody())?.[1],
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    },
  };
});
