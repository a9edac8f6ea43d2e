import { describe, expect, it } from "vitest";
import { countedPort } from "../support/counted-port.ts";
import { startDev } from "../support/dev.ts";
import { project } from "../support/project.ts";

/** Returns a live configuration in which every URL has this port. */
function callingConfig(port: number): string {
  return `import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { alerts } from "@relance/alerts";
import { outgoingWebhooks } from "@relance/outgoing-webhooks";
import { defineConfig } from "relance";
const at = "http://127.0.0.1:${port}";
const tell = { url: at, secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", allowPrivate: true };
const store = { open: async () => { await fetch(at); throw new Error("the store of production"); } };
export default defineConfig({
  store: store as never,
  providers: {
    sms: { main: twilioSms({ accountSid: "AC00000000000000000000000000000000", authToken: "a", from: "+33639980000", baseUrl: at }) },
    email: { smtp: nodemailerEmail({ url: "smtp://127.0.0.1:${port}", from: "a@example.org" }) },
  },
  publicUrl: "https://notify.example.org/relance",
  security: { signing: ["a-secret-of-production"] },
  delivery: "live",
  acknowledge: { alreadyDone: async () => { await fetch(at); return []; } },
  observe: { heartbeatUrl: at, log: () => void fetch(at) },
  plugins: [alerts({ webhook: tell }), outgoingWebhooks({ crm: tell })],
});
`;
}

const CAMPAIGN = `version: 1
name: hello
deadline: 72h
audience: { file: people.csv, key: id, contacts: { sms: mobile, email: mail } }
confirm: { event: came, via: [event, link] }
steps:
  - { channel: sms, route: [main], template: hello, wait: 1h }
  - { channel: email, route: [smtp], template: hello }
`;

describe("relance dev", () => {
  it("calls nothing in the configuration: no provider, store, alert, webhook, log or question", async () => {
    await using far = await countedPort();
    await using made = await project();
    await made.write("relance.config.ts", callingConfig(far.port));
    await made.write("hello.campaign.yaml", CAMPAIGN);
    await made.write("hello.sms.liquid", "{{ ack.url }}");
    await made.write("hello.email.liquid", "---\nsubject: Hello\n---\n{{ ack.url }}");
    await made.write("people.csv", "id,mobile,mail\np1,+33639980001,p1@example.org\n");
    {
      await using dev = await startDev(made.folder);
      await dev.press("time", { by: "next" });
      await dev.press("time", { by: "+1 day" });
      await dev.press("happened", { key: "p1" });
      const page = await dev.page();
      expect(page).toContain("sms.main · delivered");
      expect(page).toContain("email.smtp · accepted");
      expect(page).toContain("1 acknowledged");
    }
    expect(far.connections()).toBe(0);
    await fetch(`http://127.0.0.1:${far.port}`).catch(() => {}); // this request proves that the port counts connections
    expect(far.connections()).toBe(1);
  });

  it("makes links that are invalid in production", async () => {
    await using made = await project();
    const links: string[] = [];
    for (let start = 0; start < 2; start++) {
      await using dev = await startDev(made.folder);
      links.push(/\/a\/([\w-]+)"/.exec(await dev.page())?.[1] ?? "none");
    }
    expect(new Set(links).size).toBe(2); // both links are for the same recipient, but each start signs with its own secret
  });
});
