import { describe, expect, it } from "vitest";
import { checkCampaign, type TemplateSources } from "../../src/index.ts";
import { renderInput, simpleCampaign } from "../support/simple-campaign.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const email = [{ channel: "email", route: ["smtp"], template: "recall" }] as const;
const push = [{ channel: "push", route: ["web"], template: "recall" }] as const;
const sms = (text: string) => simpleCampaign({}, { "recall.sms.liquid": text });
const HEAD = "---\nsubject: Recall for {{ first_name }}\n---\n";

describe("a template", () => {
  it("reads columns, links, the campaign's name and the key", () => {
    const text = "{{ first_name }} {{ key }} {{ campaign.name }} {{ ack.url }} {{ ack.code }} {{ optout.url }}";
    const given = "Ana 17 recall https://notify.example.org/a/abc 47 https://notify.example.org/o/abc";
    expect(sms(text).render(1, renderInput())).toEqual({ text: given });
  });

  it("reads parts of nested columns", () => {
    const input = renderInput({ variables: { address: { city: "Lyon" } } });
    expect(sms("{{ address.city }}").render(1, input)).toEqual({ text: "Lyon" });
  });

  it("gets relance's names even if a column has the same name", () => {
    const input = renderInput({ variables: { ack: "fake", key: "fake", deadline: "fake" } });
    expect(sms("{{ key }} {{ ack.code }}").render(1, input)).toEqual({ text: "17 47" });
  });

  it.each(["", null, undefined])("refuses a row whose cell is %o, so that no recipient reads a gap", (first_name) => {
    const input = renderInput({ variables: { first_name } });
    expect(() => sms("Dear {{ first_name }}").render(1, input)).toThrow(
      expect.objectContaining({
        code: "message/missing-variable",
        message: expect.stringContaining("1:9 needs first_name"),
      }),
    );
  });

  it.each([
    "{{ names[0] }}",
    "{{ names[2] }}",
    "{{ names[9] }}",
    "{{ names.first }}",
    "{{ names | last }}",
    "{% echo names | last %}",
    "{{ names | join: ', ' }}",
    "{{ names | array_to_sentence_string }}",
    "{{ names }}",
    "{{ names | reverse }}",
    "{% for name in names %}{{ name }}{% endfor %}",
    "{% for one in list %}{{ one.name }}{% endfor %}",
    "{{ list | map: 'name' | join: ', ' }}",
    "{{ names | json }}",
    "{{ names | jsonify }}",
    "{{ names | inspect }}",
    "{{ list | map: 'name' | json }}",
    "{{ nested | json }}",
    "{% assign name = names | last | upcase %}{{ name }}",
  ])("refuses a row whose list lacks an item that %s prints, in a text and in HTML", (text) => {
    const list = [{ name: "a" }, { name: null }];
    const variables = { names: ["", "Ada", null], list, nested: { of: [{ names: [""] }] } };
    const inHtml = {
      "recall.email.liquid": "---\nsubject: Recall\n---\ntext",
      "recall.email.html.liquid": text,
    };
    for (const campaign of [sms(`Dear ${text}`), simpleCampaign({ steps: email }, inHtml)])
      expect(() => campaign.render(1, renderInput({ variables }))).toThrow(
        expect.objectContaining({
          code: "message/missing-variable",
          message: expect.stringMatching(/:1:\d+ needs .+, which this row lacks$/),
        }),
      );
  });

  it.each([
    ["{{ names[0] | default: 'friend' }}", "friend"],
    ["{% for name in names %}{% if name %}{{ name }}{% endif %}{% endfor %}", "Ada"],
    ["{{ names | compact | join: ', ' }}", "Ada"],
    ["{{ names.size }}", "3"],
  ])("can print a default for a missing list item: %s", (text, written) => {
    const variables = { names: ["", "Ada", null] };
    expect(sms(text).render(1, renderInput({ variables }))).toEqual({ text: written });
  });

  it.each([
    "{{ nick | json }}",
    "{% assign name = nick | json %}{{ name }}",
    "{% assign name = nick | append: ',' %}Dear {{ name }}",
    "{% assign name = nick | upcase | strip %}Dear {{ name }}",
    "{% assign name = nick %}Dear {{ name | upcase }}",
  ])("refuses a row that lacks the input of a filter: %s", (text) => {
    expect(() => sms(text).render(1, renderInput())).toThrow(
      expect.objectContaining({ code: "message/missing-variable" }),
    );
  });

  it.each([
    ["Dear {{ nick | default: 'friend' }}", "Dear friend"],
    ["{% assign name = nick | upcase | default: 'friend' %}Dear {{ name }}", "Dear friend"],
    ["{% assign name = nick | upcase %}{% if name %}Dear {{ name }}{% else %}Hello{% endif %}", "Hello"],
    ["{{ first_name | json }}", '"Ana"'],
    ["{% if nick %}Dear {{ nick }}{% else %}Hello{% endif %}", "Hello"],
  ])("can print a default for a missing value: %s", (text, written) => {
    expect(sms(text).render(1, renderInput())).toEqual({ text: written });
  });

  it.each(["__proto__", "constructor", "first_name.constructor", "first_name.__proto__", "toString"])(
    "reads nothing of the prototype through %s",
    (path) => {
      expect(() => sms(`{{ ${path} }}`).render(1, renderInput())).toThrow(
        expect.objectContaining({ code: "message/missing-variable" }),
      );
    },
  );
});

describe("deadlines", () => {
  const write = (locale: string, timezone: string, sources: TemplateSources = {}) =>
    simpleCampaign(
      { steps: email },
      { "recall.email.liquid": `---\nsubject: s\n---\n{{ deadline }}`, ...sources },
    ).render(1, renderInput({ locale, timezone }));

  it("are formatted in the recipient's language and zone", () => {
    expect(write("fr", "Europe/Paris")).toMatchObject({ text: "jeudi 15 août 2013 à 23:59" });
    expect(write("en", "America/New_York")).toMatchObject({ text: "Thursday, August 15, 2013 at 5:59 PM" });
  });

  it("are formatted in the text's language if its file names one", () => {
    const french = { "recall.fr.email.liquid": `---\nsubject: s\n---\n{{ deadline }}` };
    expect(write("fr-CA", "America/Toronto", french)).toMatchObject({ text: "jeudi 15 août 2013 à 17 h 59" });
  });

  it("are in the zone of the phone's country if row and campaign have none, or else state that they are in UTC", () => {
    const read = (row: object, timezone?: string) => {
      const campaign = simpleCampaign({ timezone }, { "recall.sms.liquid": "{{ deadline }}" });
      return campaign.render(1, renderInput({ timezone: campaign.admit({ id: "1", ...row }, 1).row?.timezone }));
    };
    expect(read({ sms: "+33639980001" })).toEqual({ text: "Aug 15, 2013, 11:59 PM" });
    expect(read({ sms: "+33639980001", timezone: "Indian/Reunion" })).toEqual({ text: "Aug 16, 2013, 1:59 AM" });
    expect(read({ sms: "+33639980001" }, "America/New_York")).toEqual({ text: "Aug 15, 2013, 5:59 PM" });
    expect(read({ sms: "+4915112345678" })).toEqual({ text: "Aug 15, 2013, 11:59 PM" }); // two zones, one clock
    expect(read({ sms: "+12125550123" })).toEqual({ text: "Aug 15, 2013, 9:59 PM UTC" }); // a country with several zones
    expect(read({ email: "ana@example.org" })).toEqual({ text: "Aug 15, 2013, 9:59 PM UTC" });
  });

  it("use only the SMS alphabet", () => {
    const campaign = sms("{{ deadline }}");
    expect(campaign.render(1, renderInput({ locale: "fr", timezone: "Europe/Paris" }))).toEqual({
      text: "15/08/2013 23:59",
    });
    expect(campaign.render(1, renderInput({ locale: "en", timezone: "UTC" }))).toEqual({
      text: "Aug 15, 2013, 9:59 PM",
    });
  });
});

describe("languages", () => {
  const sources = {
    "recall.sms.liquid": "all",
    "recall.fr.sms.liquid": "fr",
    "recall.fr-CA.sms.liquid": "fr-CA",
    "recall.de.sms.liquid": "de",
  };

  it.each([
    ["fr-CA", "fr-CA"],
    ["fr-BE", "fr"],
    ["fr", "fr"],
    ["es", "de"],
    [undefined, "de"],
  ])("%s gets the text %s if the campaign's language is de", (locale, text) => {
    const campaign = simpleCampaign({ locale: "de" }, sources);
    expect(campaign.render(1, renderInput({ locale }))).toEqual({ text });
  });

  it("fall back to the file without a language", () => {
    const campaign = simpleCampaign({ locale: "it" }, sources);
    expect(campaign.render(1, renderInput({ locale: "es" }))).toEqual({ text: "all" });
  });

  it("refuse a campaign without a text for some recipients", async () => {
    await using folder = await temporaryFolder({
      "c.yaml": "version: 1\nname: a\ndeadline: 84h\nsteps: [{ channel: sms, route: [main], template: recall }]",
      "recall.fr.sms.liquid": "{{ ack.url }}",
    });
    const { problems } = await checkCampaign(folder.path("c.yaml"));
    expect(problems).toEqual([expect.objectContaining({ path: "steps[0].template", line: 4 })]);
    expect(problems[0]?.advice).toContain("or write locale: fr");
  });
});

describe("email", () => {
  it("has a subject from its header, a text, and HTML with escaped data", () => {
    const sources = {
      "recall.email.liquid": `${HEAD}Dear {{ first_name }}\n`,
      "recall.email.html.liquid": "<p>Dear {{ first_name }}</p>",
    };
    const input = renderInput({ variables: { first_name: "<b>Ana & Co</b>" } });
    expect(simpleCampaign({ steps: email }, sources).render(1, input)).toEqual({
      subject: "Recall for <b>Ana & Co</b>",
      text: "Dear <b>Ana & Co</b>",
      html: "<p>Dear &lt;b&gt;Ana &amp; Co&lt;/b&gt;</p>",
    });
  });

  it.each(["Ana\r\nBcc: evil@example.org", "Ana\nX: y", "Ana\u0000"])("refuses %o in a subject", (first_name) => {
    const campaign = simpleCampaign({ steps: email }, { "recall.email.liquid": `${HEAD}text` });
    expect(() => campaign.render(1, renderInput({ variables: { first_name } }))).toThrow(
      expect.objectContaining({ code: "message/header-injection" }),
    );
    const admission = campaign.admit({ id: "1", email: "a@example.org", first_name }, 5);
    expect(admission.refused?.reason).toMatch(/^message\/(header-injection|bad-text)$/);
  });
});

describe("push", () => {
  const source = "---\ntitle: Recall\nurl: {{ link }}\n---\n{{ first_name }}";

  it("has a title, a body and a URL", () => {
    const input = renderInput({ variables: { first_name: "Ana", link: "https://example.org/x" } });
    expect(simpleCampaign({ steps: push }, { "recall.push.liquid": source }).render(1, input)).toEqual({
      title: "Recall",
      body: "Ana",
      url: "https://example.org/x",
    });
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "example.org"])("refuses the URL %s", (link) => {
    const campaign = simpleCampaign({ steps: push }, { "recall.push.liquid": source });
    expect(() => campaign.render(1, renderInput({ variables: { first_name: "Ana", link } }))).toThrow(
      expect.objectContaining({ code: "message/template-failed" }),
    );
  });
});

describe("an app", () => {
  const steps = [{ channel: "app", route: ["fcm"], template: "recall" }] as const;
  const source = "---\ntitle: Recall\ntag: recall\ndata-order: {{ order }}\ndata-kind: seat\n---\n{{ first_name }}";
  const campaign = () => simpleCampaign({ steps }, { "recall.app.liquid": source });

  it("has a title, a body, a tag and data", () => {
    const input = renderInput({ variables: { first_name: "Ana", order: "7" } });
    const content = { title: "Recall", body: "Ana", tag: "recall", data: { order: "7", kind: "seat" } };
    expect(campaign().render(1, input)).toEqual(content);
  });

  it("contains no more in total than its services accept", () => {
    const input = renderInput({ variables: { first_name: "Ana", order: "x".repeat(3_000) } });
    expect(() => campaign().render(1, input)).toThrow(expect.objectContaining({ code: "message/too-long" }));
  });

  it("has data of one line each", () => {
    const input = renderInput({ variables: { first_name: "Ana", order: "7\n8" } });
    expect(() => campaign().render(1, input)).toThrow(expect.objectContaining({ code: "message/header-injection" }));
  });
});

describe("limits", () => {
  it.each([
    ["{% for i in (1..100000000) %}x{% endfor %}", "message/template-failed"],
    ["{{ long }}", "message/too-long"],
    ["  \n ", "message/template-failed"],
  ])("%o → %s", (text, code) => {
    const input = renderInput({ variables: { long: "x".repeat(2000) } });
    expect(() => sms(text).render(1, input)).toThrow(expect.objectContaining({ code }));
  });
});
