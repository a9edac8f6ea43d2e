import { defineCampaign, numberRows } from "@relance/campaign";
import { describe, expect, it } from "vitest";
import { previewPerson } from "../../src/preview/preview-person.ts";

const links = { acknowledge: "https://n.example/a/x", optOut: "https://n.example/u/x" };
const options = { startAt: new Date("2013-08-01T08:00:00Z"), links };

const loaded = defineCampaign(
  {
    version: 1,
    name: "recall",
    deadline: "84h",
    locale: "fr",
    audience: { contacts: { sms: "mobile", email: "mail" } },
    steps: [
      { channel: "sms", route: ["main"], template: "recall", wait: "1h", when: "age < 75" },
      { channel: "email", route: ["smtp"], template: "recall" },
    ],
  },
  {
    sources: {
      "recall.fr.sms.liquid": "{{ name }}, août : {{ ack.url }}",
      "recall.en.sms.liquid": "{{ name }}: {{ ack.url }}",
      "recall.email.liquid": "---\nsubject: For {{ name }}\n---\n{{ ack.url }} until {{ deadline }}",
      "recall.email.html.liquid": "<p>{{ name }}</p>",
    },
  },
);
const recipients = [
  { id: "1", name: "Ana", age: 30, mobile: "+33639980001", mail: "ana@example.org", locale: "en" },
  { id: "2", name: "<Ben>", age: 80, mobile: "+33639980002", locale: "fr-CA" },
  { id: "3", name: "", age: 30, mobile: "+33639980003" },
];

const campaign = { ...loaded, audience: () => numberRows(recipients) };

describe("the preview of one recipient", () => {
  it("renders each step as that recipient gets it, in the recipient's language", async () => {
    const found = await previewPerson(campaign, "1", options);
    expect(found).toMatchObject({
      line: 1,
      key: "1",
      deadline: new Date("2013-08-04T20:00:00Z"),
      steps: [
        {
          channel: "sms",
          file: "recall.en.sms.liquid",
          locale: "en",
          content: { text: "Ana: https://n.example/a/x" },
          segments: { encoding: "GSM-7", segments: 1 },
        },
        { channel: "email", content: { subject: "For Ana", html: "<p>Ana</p>" } },
      ],
    });
    expect(found?.steps?.map(({ notSent }) => notSent)).toEqual([undefined, undefined]);
  });

  it("renders skipped steps too, and explains why they are skipped", async () => {
    const found = await previewPerson(campaign, "2", options);
    expect(found?.steps).toMatchObject([
      { notSent: "when", locale: "fr", segments: { encoding: "UCS-2", outside: ["û"] } },
      { notSent: "no-contact", content: { html: "<p>&lt;Ben&gt;</p>" } },
    ]);
  });

  it("explains why a row is refused, and finds no recipient for an unknown key", async () => {
    const refused = await previewPerson(campaign, "3", options);
    expect(refused).toMatchObject({ line: 3, refused: { reason: "message/missing-variable" } });
    expect(await previewPerson(campaign, "4", options)).toBeUndefined();
  });
});
