import { defineCampaign } from "@relance/campaign";
import { httpEmail } from "@relance/provider-http-email";
import { sqliteStore } from "@relance/store-sqlite";
import { createTestRelance } from "@relance/testing";
import { defineConfig } from "relance";
import { partsOf } from "relance/parts";
import { expect, it } from "vitest";

const templates = { "hello@1": { email: () => ({ subject: "hello", text: "hello" }) } };
const DOMAINS = ["orange.example", "free.example", "sfr.example", "laposte.example"];
const people = Array.from({ length: 1_200 }, (_, n) => ({ id: `p${n}`, mail: `p${n}@${DOMAINS[n % 4]}` }));

const gateway = defineConfig({
  store: sqliteStore({ file: "never-opened.db" }),
  providers: {
    email: {
      main: httpEmail({
        preset: "postmark",
        serverToken: "t",
        webhook: { user: "u", password: "p" },
        from: "help@example.org",
        perSecond: 20,
      }),
    },
  },
  security: { signing: ["a-secret-for-these-tests"] },
  publicUrl: "https://notify.example.org/relance",
  templates,
});

const campaign = defineCampaign(
  {
    version: 1,
    name: "hello",
    deadline: "48h",
    audience: { contacts: { email: "mail" } },
    confirm: { event: "done", via: ["event"] },
    firstWave: 400,
    steps: [{ channel: "email", route: ["main"], template: "hello@1" }],
  },
  { templates },
);

it("a mail service that silently loses one domain is detected, and only that domain is named", async () => {
  await using test = await createTestRelance(gateway);
  let sent = 0;
  test.behave("email.main", ({ to }) => {
    sent += 1;
    if (typeof to === "string" && to.endsWith("@free.example")) return { do: "lose" };
    return { do: "deliver", afterMs: 2_000 + ((sent * 7919) % 9_000) };
  });
  await test.start(campaign, { rows: people });
  await test.advance("2m");
  const incidents = (await partsOf(test.gateway).store.incidents({ limit: 10 })).rows;
  const losses = incidents.filter(({ kind }) => kind === "loss");
  expect(losses).toMatchObject([{ provider: "email.main", destination: "free.example" }]);
});
