import { type EmailContent, MessageError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type CodeTemplates, compileCampaign, compilePlan, defineCampaign } from "../../src/index.ts";
import { renderInput, simpleCampaign, simpleDefinition } from "../support/simple-campaign.ts";

const steps = [{ channel: "sms", route: ["main"], template: "recall@1" }] as const;
const templates: CodeTemplates = {
  "recall@1": { sms: ({ ack, variables }) => ({ text: `${String(variables.first_name)}: ${ack.url}` }) },
};

const letter = (name: unknown) => ({ filename: `${name}.txt`, base64: "eA==" });

describe("templates in code", () => {
  it("render messages, by name and version", () => {
    const campaign = simpleCampaign({ steps }, {}, templates);
    expect(campaign.render(1, renderInput())).toEqual({ text: "Ana: https://notify.example.org/a/abc" });
  });

  it("are identified by their name, so another version makes another campaign", () => {
    const one = simpleCampaign({ steps }, {}, templates);
    const two = simpleCampaign(
      { steps: [{ ...steps[0], template: "recall@2" }] },
      {},
      { "recall@2": templates["recall@1"] ?? {} },
    );
    expect(one.hash).not.toBe(two.hash);
    expect(one.body).toContain('"code":["recall@1"]');
  });

  it("must exist in every process that compiles the campaign", () => {
    const { body } = simpleCampaign({ steps }, {}, templates);
    expect(compileCampaign(body, { templates }).body).toBe(body);
    expect(() => compileCampaign(body)).toThrow(expect.objectContaining({ code: "template/missing" }));
  });

  it.each([{ "recall@2": {} }, { "recall@1": {} }])("are refused if the campaign names another: %o", (other) => {
    expect(() => simpleCampaign({ steps }, {}, other)).toThrow(expect.objectContaining({ code: "campaign/invalid" }));
  });

  it("refuse a row that they cannot render, before anything is sent", () => {
    const failing: CodeTemplates = {
      "recall@1": {
        sms: ({ variables }) => {
          if (variables.first_name === "?") throw new Error("no name");
          return { text: "ok" };
        },
      },
    };
    const campaign = simpleCampaign({ steps }, {}, failing);
    const phone = "+33639980001";
    expect(campaign.admit({ id: "1", sms: phone, first_name: "Ana" }, 1).row?.key).toBe("1");
    expect(campaign.admit({ id: "2", sms: phone, first_name: "?" }, 2).refused).toMatchObject({
      line: 2,
      reason: "message/template-failed",
    });
  });

  it.each<[string, object]>([
    ["is not there", {}],
    ["is empty", { first_name: "" }],
    ["is blank", { first_name: "  " }],
    ["is null", { first_name: null }],
  ])('refuse a row whose value %s, as a file does, so that no recipient reads "undefined"', (_, row) => {
    const campaign = simpleCampaign({ steps }, {}, templates);
    expect(campaign.admit({ id: "1", sms: "+33639980001", ...row }, 1).refused).toMatchObject({
      reason: "message/missing-variable",
      advice: "recall@1 needs first_name, which this row lacks",
    });
    const input = renderInput({ variables: row as Record<string, unknown> });
    expect(() => campaign.render(1, input)).toThrow(expect.objectContaining({ code: "message/missing-variable" }));
  });

  it("refuse a row that lacks a nested value, in code and in a file", () => {
    const nested: CodeTemplates = {
      "recall@1": {
        sms: ({ variables: { address } }) => ({ text: `To ${(address as { city: string }).city}` }),
      },
    };
    const inCode = simpleCampaign({ steps }, {}, nested);
    const inFile = simpleCampaign({}, { "recall.sms.liquid": "To {{ address.city }}" });
    const admitted = (address: object) =>
      [inCode, inFile].map((one) => one.admit({ id: "1", sms: "+33639980001", address }, 1).refused?.reason);
    expect(admitted({ city: "Rennes" })).toEqual([undefined, undefined]);
    const missing = ["message/missing-variable", "message/missing-variable"];
    expect([admitted({}), admitted({ city: "" })]).toEqual([missing, missing]);
  });

  it("read lists unchanged, and refuse a row whose list is too short", () => {
    const listing: CodeTemplates = {
      "recall@1": {
        sms: ({ variables }) => {
          const [, second] = variables.models as string[];
          return { text: `${second}: ${JSON.stringify(variables.models)}` };
        },
      },
      "recall@2": { sms: ({ variables }) => ({ text: `${(variables.models as string[])[1]}` }) },
    };
    const at = (template: string) => simpleCampaign({ steps: [{ ...steps[0], template }] }, {}, listing);
    const row = { id: "1", sms: "+33639980001" };
    expect(at("recall@1").render(1, renderInput({ variables: { models: ["a", "b"] } }))).toEqual({
      text: 'b: ["a","b"]',
    });
    expect(at("recall@2").admit({ ...row, models: ["a"] }, 1).refused?.advice).toContain("needs models.1,");
  });

  type Values = { readonly nom: string; readonly town: string; readonly names: readonly string[] };
  it.each<[string, (values: Values) => unknown]>([
    ["a copy", (values) => ({ ...values }).nom],
    ["a JSON round trip", (values) => (JSON.parse(JSON.stringify(values)) as Values).nom],
    ["a match that is none", (values) => values.names[1]?.match(/^\d/)],
    ["a place behind the end", ({ names }) => names.at(7)],
    ["an empty first member", ({ names }) => names[0]],
    ["a last member that is null", ({ names }) => names.at(-1)],
    ["members that were joined", ({ names }) => names.join(", ")],
    ["a number of what is none", ({ town }) => Number(town) * 2],
    ["a date of what is none", ({ town }) => new Date(town)],
    ["a date of what is none, in words", ({ town }) => new Date(town).toDateString()],
  ])(
    'refuse a row if the text would contain %s, so that no recipient reads "undefined", "null", "NaN" or "Invalid Date"',
    (_, read) => {
      const reading: CodeTemplates = {
        "recall@1": { sms: ({ variables }) => ({ text: `Bonjour ${read(variables as unknown as Values)}` }) },
      };
      const row = { id: "1", sms: "+33639980001", names: ["", "Ada", null], nom: " ", town: "Rennes" };
      expect(simpleCampaign({ steps }, {}, reading).admit(row, 1).refused?.reason).toBe("message/missing-variable");
    },
  );

  it.each<[string, (optional: Readonly<Record<string, unknown>>) => EmailContent]>([
    ["two missing values", ({ first, last }) => ({ subject: "s", text: `Bonjour ${first}${last}` })],
    ["a missing value behind a letter", ({ number }) => ({ subject: "s", text: `No A${number}` })],
    [
      "what is no number behind a digit",
      ({ id }) => ({ subject: "s", text: String(Number(`${id}x`)).padStart(5, "0") }),
    ],
    [
      "a missing value in the name of a file",
      ({ first }) => ({ subject: "s", text: "t", attachments: [letter(first)] }),
    ],
  ])("refuse a row if the text would contain %s", (_, write) => {
    const glueing: CodeTemplates = { "recall@1": { email: ({ optional }) => write(optional) } };
    const mailed = { steps: [{ channel: "email", route: ["smtp"], template: "recall@1" }] } as const;
    const row = { id: "1", email: "ana@example.org" };
    expect(simpleCampaign(mailed, {}, glueing).admit(row, 1).refused?.reason).toBe("message/missing-variable");
  });

  it("refuse a row if the text contains its language or zone, which is unknown", () => {
    const knowing: CodeTemplates = {
      "recall@1": { sms: ({ locale, timezone }) => ({ text: `${locale} ${timezone}` }) },
    };
    const campaign = simpleCampaign({ steps }, {}, knowing);
    expect(campaign.admit({ id: "1", sms: "+33639980001" }, 1).refused?.advice).toBe(
      'recall@1 wrote "undefined", which the row does not contain: the template read a value that is missing or has another type',
    );
    expect(campaign.render(1, renderInput({ locale: "fr", timezone: "Europe/Paris" }))).toEqual({
      text: "fr Europe/Paris",
    });
  });

  it('may contain the words "undefined", "null" and "NaN" if a value of the row contains them', () => {
    const repeating: CodeTemplates = {
      "recall@1": { sms: ({ variables: { address } }) => ({ text: `${(address as { city: string }).city}` }) },
    };
    const campaign = simpleCampaign({ steps }, {}, repeating);
    for (const city of ["undefined", "11 rue null", "annulled", "Nullarbor", "NaN Bakery", "NaNdo", "BaNaNa"])
      expect(campaign.render(1, renderInput({ variables: { address: { city } } }))).toEqual({ text: city });
  });

  it("ignore a link that the text does not contain", () => {
    const reading: string[] = [];
    const plain: CodeTemplates = { "recall@1": { sms: () => ({ text: "Please come" }) } };
    const link = (name: string) => ({
      code: "7K2M",
      get url() {
        reading.push(name);
        return "";
      },
    });
    const input = renderInput({ ack: link("ack"), optout: link("optout") });
    expect(simpleCampaign({ steps }, {}, plain).render(1, input)).toEqual({ text: "Please come" });
    expect(reading).toEqual([]);
  });

  it.each(["https://n.example/a/x1NaN-2", "https://n.example/a/undefined0", "https://n.example/a/0-null-_"])(
    "accept a link whose random letters are %s",
    (url) => {
      const linking: CodeTemplates = {
        "recall@1": { sms: ({ ack, optout }) => ({ text: `Confirm: ${ack.url} Stop: ${optout.url}` }) },
      };
      const campaign = simpleCampaign({ steps }, {}, linking);
      const input = renderInput({ ack: { url, code: "7K2M" }, optout: { url: "https://n.example/s/9NaN" } });
      expect(campaign.render(1, input)).toEqual({ text: `Confirm: ${url} Stop: https://n.example/s/9NaN` });
    },
  );

  it("state which values a row may lack", () => {
    const polite: CodeTemplates = {
      "recall@1": {
        sms: ({ optional, variables }) => ({
          text: `${optional.first_name ?? "Hello"}${"town" in variables ? ` of ${variables.town}` : ""}`,
        }),
      },
    };
    const campaign = simpleCampaign({ steps }, {}, polite);
    const text = (variables: Record<string, unknown>) => campaign.render(1, renderInput({ variables }));
    expect(text({ first_name: " ", town: "" })).toEqual({ text: "Hello" });
    expect(text({ first_name: "Ana", town: "Brest" })).toEqual({ text: "Ana of Brest" });
  });

  it("get no line break into a subject", () => {
    const evil: CodeTemplates = {
      "recall@1": { email: () => ({ subject: "a\r\nBcc: b@example.org", text: "x" }) },
    };
    const campaign = simpleCampaign({ steps: [{ channel: "email", route: ["smtp"], template: "recall@1" }] }, {}, evil);
    expect(() => campaign.render(1, renderInput())).toThrow(
      expect.objectContaining({ code: "message/header-injection" }),
    );
  });
});

describe("a campaign in code", () => {
  it("is checked like a file, and its error lists all mistakes", () => {
    const wrong = { ...simpleDefinition(), name: "a b", weight: 0 } as const;
    expect(() => defineCampaign(wrong)).toThrow(
      expect.objectContaining({ code: "campaign/invalid", problems: expect.objectContaining({ length: 3 }) }),
    );
  });

  it("has the same body as the same campaign in a file, without undefined members", () => {
    const sources = { "recall.sms.liquid": "x {{ ack.url }}" };
    const plain = defineCampaign(simpleDefinition(), { sources });
    const padded = defineCampaign(simpleDefinition({ callBuffer: undefined, firstWave: undefined }), {
      sources,
    });
    expect(padded.body).toBe(plain.body);
  });

  it("knows the keys of steps, and refuses an unknown one", () => {
    expect(() => simpleCampaign().render(2, renderInput())).toThrow(MessageError);
  });
});

describe("the acknowledgement page's text", () => {
  const subject = { fr: "Réinscription", en: "Registration" };
  const first = (parts: Parameters<typeof simpleCampaign>[0], locale?: string) =>
    simpleCampaign(parts).confirmation(renderInput({ locale })).words[0];

  it.each([
    { locale: "fr-CA", says: "Réinscription" },
    { locale: "en", says: "Registration" },
    { locale: "de", says: "Réinscription" },
    { locale: undefined, says: "Réinscription" },
  ])("begins with $says for $locale", ({ locale, says }) => {
    expect(first({ subject }, locale)?.subject).toBe(says);
  });

  it("exists in every language of the campaign, the recipient's language first", () => {
    const { words } = simpleCampaign({ subject, locale: "en" }).confirmation(renderInput());
    expect(words.map(({ locale, subject: text }) => [locale, text])).toEqual([
      ["en", "Registration"],
      ["fr", "Réinscription"],
    ]);
  });

  it("is the campaign's name if no subject is given, in no particular language", () => {
    expect(simpleCampaign().confirmation(renderInput())).toEqual({
      words: [{ locale: undefined, subject: "recall", labels: {} }],
    });
  });

  it("contains the campaign's own button texts, its question and the text for the time after the deadline", () => {
    const confirm = {
      buttons: { done: { label: { fr: "Je suis réinscrit", en: "I have registered" }, effect: "close" as const } },
      deepLink: "https://example.org/r",
      factor: { column: "born", ask: { fr: "Votre année de naissance" } },
      afterDeadline: "Call 39 49.",
    };
    const { words, deepLink } = simpleCampaign({ confirm, locale: "fr" }).confirmation(renderInput());
    expect(deepLink).toBe("https://example.org/r");
    expect(words).toEqual([
      {
        locale: "fr",
        subject: "recall",
        labels: { done: "Je suis réinscrit" },
        factor: "Votre année de naissance",
        afterDeadline: "Call 39 49.",
      },
      expect.objectContaining({ locale: "en", labels: { done: "I have registered" } }),
    ]);
  });

  it("fills columns into the deep link, encoded, so that data cannot change its target", () => {
    const deepLink = "https://example.org/r?id={{ key }}&town={{ town }}";
    const campaign = simpleCampaign({ confirm: { deepLink } });
    const input = renderInput({ variables: { town: "Saint-Ouen & Cie/../x" } });
    expect(campaign.confirmation(input).deepLink).toBe(
      "https://example.org/r?id=17&town=Saint-Ouen%20%26%20Cie%2F..%2Fx",
    );
  });

  it("omits a deep link that this row cannot fill", () => {
    const campaign = simpleCampaign({ confirm: { deepLink: "https://example.org/{{ town }}" } });
    expect(campaign.confirmation(renderInput()).deepLink).toBeUndefined();
  });
});

it("compares reply words in upper case without accents", () => {
  const { definition } = simpleCampaign({ confirm: { via: ["reply", "link"], replies: { reçu: "done" } } });
  const plan = compilePlan(definition, [], () => ({ channel: "sms", vendor: "v", receipts: true, lookup: true }));
  expect(plan.reply).toEqual({ RECU: "done" });
  expect(plan.answers).toEqual({ done: { do: "close" } });
});
