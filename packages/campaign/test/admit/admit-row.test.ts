import type { CampaignDefinition } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { renderInput, simpleCampaign } from "../support/simple-campaign.ts";

const endpoint = "https://push.example.org/send/abc";
const keys = {
  p256dh: Buffer.alloc(65, 4).toString("base64url"),
  auth: Buffer.alloc(16, 5).toString("base64url"),
};
const phone = "+33639980001";

function admit(raw: unknown, parts: Partial<CampaignDefinition> = {}) {
  return simpleCampaign(parts).admit(raw, 7);
}

describe("a slow condition", () => {
  const step = (when: string) => ({ channel: "sms", route: ["main"], template: "recall", when }) as const;

  it("refuses its row with the reason, and no other row", () => {
    const nested = 'tags.exists(a, tags.exists(b, tags.exists(c, a == "x" && b == "y" && c == "z")))';
    const { admit } = simpleCampaign({ steps: [step(nested)] });
    const tags = Array.from({ length: 900 }, (_, n) => `tag ${n}`);
    const since = performance.now();
    expect(admit({ id: "1", sms: phone, tags }, 7).refused).toMatchObject({
      line: 7,
      reason: "message/bad-condition",
      advice: "when: takes longer than 1 s for this row",
    });
    expect(performance.now() - since).toBeLessThan(10_000);
    expect(admit({ id: "2", sms: phone, tags: ["x", "y", "z"] }, 8).row?.steps).toBe(1);
  });

  it("may concatenate texts, and is still evaluated", () => {
    const { admit } = simpleCampaign({ steps: [step('first + " " + last == "Ana Roy"')] });
    expect(admit({ id: "1", sms: phone, first: "Ana", last: "Roy" }, 7).row?.steps).toBe(1);
    expect(admit({ id: "2", sms: phone, first: "Ana", last: "Rey" }, 8).row?.steps).toBe(0);
  });

  it("may search long texts in long texts", () => {
    const { admit } = simpleCampaign({ steps: [step("note.contains(part) || note.contains(other)")] });
    const row = {
      id: "1",
      sms: phone,
      note: "a".repeat(16_000),
      part: `b${"a".repeat(7_000)}`,
      other: "aaa",
    };
    expect(admit(row, 7).row?.steps).toBe(1);
  });
});

describe("keys", () => {
  it.each([
    ["  a b ", "a b"],
    ["e\u0301", "é"],
    [17, "17"],
  ])("%o becomes %o", (id, key) => {
    expect(admit({ id, sms: phone }).row?.key).toBe(key);
  });

  it.each([undefined, null, "", "  ", "a\u0007b", "x".repeat(201), 1.5, {}, true, " forgotten:7"])(
    "refuses %o",
    (id) => {
      expect(admit({ id, sms: phone }).refused).toMatchObject({ line: 7, reason: "message/bad-key" });
    },
  );
});

describe("phone numbers", () => {
  it.each([
    ["+33639980001", "+33639980001"],
    ["06 39 98 00 01", "+33639980001"],
    ["06.39.98.00.01", "+33639980001"],
    ["+44 7700 900123", "+447700900123"],
    ["0033639980001", "+33639980001"],
  ])("normalizes %s to %s", (sms, address) => {
    const { row } = admit({ id: "1", sms }, { audience: { country: "FR" } });
    expect(row?.contacts).toEqual([{ channel: "sms", address }]);
  });

  it.each([
    "12",
    "abc",
    "06 39 98 00 01 ext. 5",
    "+33639980001 / +33639980002",
    "call +33639980001",
    "9".repeat(60),
    {},
  ])("refuses %o", (sms) => {
    expect(admit({ id: "1", sms }, { audience: { country: "FR" } }).refused?.reason).toBe("message/bad-phone");
  });

  it("needs the country, in the number or in the campaign", () => {
    const { refused } = admit({ id: "1", sms: "06 39 98 00 01" });
    expect(refused).toMatchObject({
      reason: "message/bad-phone",
      advice: expect.stringContaining("audience.country"),
    });
  });
});

describe("mailboxes", () => {
  it.each([
    ["Ana.O'Neil+x@Example.ORG", "Ana.O'Neil+x@example.org"],
    [" a@example.org ", "a@example.org"],
    ["a@exämple.org", "a@xn--exmple-cua.org"],
  ])("normalizes %s to %s", (email, address) => {
    expect(admit({ id: "1", email }).row?.contacts).toEqual([{ channel: "email", address }]);
  });

  it.each([
    "a",
    "a@",
    "@b.org",
    "a@b",
    "a@b@c.org",
    "a b@c.org",
    '"a b"@c.org',
    "a@c.org, b@c.org",
    "a@c.org\r\nBcc: b@c.org",
    "Ana <a@c.org>",
    "a(x)@c.org",
    "a..b@c.org",
    ".a@c.org",
    "a@-c.org",
    "a@c..org",
    "a@[127.0.0.1]",
    "a@127.0.0.1",
    `${"x".repeat(65)}@c.org`,
    `a@${"x".repeat(64)}.org`,
    `a@${"abcdefgh.".repeat(30)}org`,
    "é@c.org",
    "a@c.org/x",
    "a@c.org:25",
    5,
  ])("refuses %o", (email) => {
    expect(admit({ id: "1", email }).refused?.reason).toBe("message/bad-mailbox");
  });
});

describe("push subscriptions", () => {
  it("keep what sending needs, in one spelling", () => {
    const wordy = JSON.stringify({
      expirationTime: null,
      keys: { auth: `${keys.auth}==`, p256dh: keys.p256dh },
      endpoint,
    });
    const address = JSON.stringify({ endpoint, keys });
    expect(admit({ id: "1", push: wordy }).row?.contacts).toEqual([{ channel: "push", address }]);
    expect(admit({ id: "1", push: { endpoint, keys } }).row?.contacts).toEqual([{ channel: "push", address }]);
  });

  it.each(["http://127.0.0.1:8080/push", "http://localhost:8080/push", "http://[::1]:8080/push"])(
    "may be on this machine without TLS: %s",
    (local) => {
      expect(admit({ id: "1", push: { endpoint: local, keys } }).refused).toBeUndefined();
    },
  );

  it.each([
    "nonsense",
    "[]",
    "{}",
    JSON.stringify({ endpoint }),
    JSON.stringify({ endpoint: "http://push.example.org", keys }),
    JSON.stringify({ endpoint: "http://127.0.0.1.push.example.org", keys }),
    JSON.stringify({ endpoint: "https://u:p@push.example.org", keys }),
    JSON.stringify({ endpoint, keys: { ...keys, auth: "AA" } }),
    JSON.stringify({ endpoint: "file:///etc/passwd", keys }),
    `"${"x".repeat(5000)}"`,
  ])("refuses %s", (push) => {
    expect(admit({ id: "1", push }).refused?.reason).toBe("message/bad-subscription");
  });
});

describe("tokens of apps", () => {
  const fcm = `fcm:${"aB3_-:".repeat(20)}`;
  const apns = `apns:${"0f".repeat(32)}`;

  it.each([
    [fcm, fcm],
    [` ${fcm} `, fcm],
    [apns, apns],
    [apns.toUpperCase().replace("APNS", "apns"), apns],
  ])("are stored with the prefix of their service: %s", (app, address) => {
    expect(admit({ id: "1", app }).row?.contacts).toEqual([{ channel: "app", address }]);
  });

  it.each([
    fcm.slice(4),
    "fcm:short",
    "apns:nothex",
    `gcm:${fcm.slice(4)}`,
    `${fcm} x`,
    17,
    `fcm:${"a".repeat(5_000)}`,
  ])("are refused, and never quoted: %s", (app) => {
    const { refused } = admit({ id: "1", app });
    expect(refused?.reason).toBe("message/bad-token");
    expect(refused?.advice).not.toContain(String(app));
  });
});

describe("several contacts", () => {
  const audience = { contacts: { sms: ["mobile", "work"], email: "mail" }, country: "FR" } as const;

  it("are stored in the order of the columns, each once", () => {
    const { row } = admit({ id: "1", mobile: "0639980002", work: "+33639980002", mail: "a@example.org" }, { audience });
    expect(row?.contacts.map(({ address }) => address)).toEqual(["+33639980002", "a@example.org"]);
  });

  it("lose a malformed contact, which is reported, if another contact works", () => {
    const { row, dropped } = admit({ id: "1", mobile: "12", work: "0639980002", mail: "" }, { audience });
    expect(row?.contacts).toEqual([{ channel: "sms", address: "+33639980002" }]);
    expect(dropped).toEqual([
      {
        channel: "sms",
        column: "mobile",
        reason: "message/bad-phone",
        advice: "write one phone number as in FR, or with its country, such as +33639980001",
      },
    ]);
  });

  it("cause the refusal of a row whose only contact is malformed", () => {
    const { refused } = admit({ id: "1", mobile: "12", work: "", mail: "" }, { audience });
    expect(refused).toEqual({
      line: 7,
      key: "1",
      reason: "message/bad-phone",
      advice: "column mobile: write one phone number as in FR, or with its country, such as +33639980001",
    });
  });

  it("may all be missing: the recipient is enrolled, and ends as unreached", () => {
    expect(admit({ id: "1", mobile: " ", work: "", mail: null }, { audience }).row?.contacts).toEqual([]);
  });
});

describe("deadlines", () => {
  const deadline = { column: "due", minus: "24h" } as const;

  it.each([
    [{ deadline: "84h" }, { afterMs: 84 * 3_600_000 }],
    [{ deadline: "2013-08-15T23:59", timezone: "Europe/Paris" }, { at: Date.UTC(2013, 7, 15, 21, 59) }],
    [{ deadline, timezone: "Europe/Paris" }, { at: Date.UTC(2013, 7, 14, 21, 59) }],
    [{ deadline: { column: "when" } }, { at: 1_000 }],
  ])("%o gives %o", (parts, expected) => {
    const raw = { id: "1", sms: phone, due: "2013-08-15T23:59", when: new Date(1_000) };
    expect(admit(raw, parts).row?.deadline).toEqual(expected);
  });

  it.each([undefined, "", "soon", "2013-08-15", 5])("refuses a row whose column contains %o", (due) => {
    expect(admit({ id: "1", sms: phone, due }, { deadline }).refused).toMatchObject({
      reason: "message/bad-time",
    });
  });
});

describe("languages and zones", () => {
  it("are read from their columns, and an unknown one is replaced by the campaign's", () => {
    const row = (locale: unknown, timezone: unknown) =>
      admit({ id: "1", sms: phone, locale, timezone }, { timezone: "Europe/Madrid" }).row;
    expect(row("fr_ca", "Europe/Paris")).toMatchObject({ locale: "fr-CA", timezone: "Europe/Paris" });
    expect(row("français!", "Paris")).toMatchObject({ locale: undefined, timezone: undefined });
    expect(row(5, {})).toMatchObject({ locale: undefined, timezone: undefined });
  });
});

describe("steps", () => {
  const steps = [
    { channel: "sms", route: ["main"], template: "recall", wait: "1h" },
    { channel: "sms", route: ["second"], template: "recall", when: "age < 75" },
  ] as const;

  it.each([
    ["34", 0b11],
    ["80", 0b01],
    ["", 0b01],
  ])("of a recipient of age %o are %o", (age, bits) => {
    expect(admit({ id: "1", sms: phone, age }, { steps }).row?.steps).toBe(bits);
  });

  it("refuses a row for which the condition has no result", () => {
    expect(admit({ id: "1", sms: phone, age: "old" }, { steps }).refused?.reason).toBe("message/bad-condition");
    expect(admit({ id: "1", sms: phone }, { steps }).refused?.reason).toBe("message/missing-variable");
  });
});

describe("variables", () => {
  const steps = [
    { channel: "sms", route: ["main"], template: "recall", wait: "1h", when: "age < 75" },
    { channel: "email", route: ["smtp"], template: "recall" },
  ] as const;
  const sources = {
    "recall.sms.liquid": "{{ first_name }}: {{ ack.url }}",
    "recall.email.liquid": "---\nsubject: x\n---\n{{ street }} {% if city %}{{ city }}{% endif %}",
  };
  const campaign = simpleCampaign({ steps }, sources);

  it("that the recipient's messages need are required before anything is sent", () => {
    expect(campaign.admit({ id: "1", sms: phone, age: "34", first_name: "" }, 3).refused).toEqual({
      line: 3,
      key: "1",
      contacts: [{ channel: "sms", address: phone }],
      reason: "message/missing-variable",
      advice: "recall.sms.liquid:1:4 needs first_name, which this row lacks",
    });
  });

  it("of steps that do not apply, or of channels without a contact, are not required", () => {
    expect(campaign.admit({ id: "1", sms: phone, age: "80" }, 3).row?.steps).toBe(0b10);
    expect(campaign.admit({ id: "1", email: "a@example.org", age: "34", street: "x" }, 3).row?.steps).toBe(0b11);
  });

  it("that would make a message too long for its channel cause a refusal before anything is sent", () => {
    const first_name = "x".repeat(1_600);
    expect(campaign.admit({ id: "1", sms: phone, age: "34", first_name }, 3).refused?.reason).toBe("message/too-long");
  });

  it.each<[what: string, channel: "sms" | "email" | "push", source: string, reason: string]>([
    ["a text with hardly any room", "sms", `${"x".repeat(1_500)} {{ value }} {{ ack.url }}`, "message/too-long"],
    ["a text that names it often", "sms", `${"x".repeat(900)}${"{{ value }}".repeat(8)}`, "message/too-long"],
    ["a loop", "sms", "{% for n in (1..20) %}{{ value }}{% endfor %}", "message/too-long"],
    ["something that was kept", "sms", `{% assign v = value %}${"{{ v }}".repeat(17)}`, "message/too-long"],
    [
      "a filter that makes it longer",
      "sms",
      `${"x".repeat(900)}{{ value | replace: "n", "twelve times" }}`,
      "message/too-long",
    ],
    ["a subject", "email", `---\nsubject: ${"x".repeat(450)} {{ value }}\n---\nhello`, "message/too-long"],
    ["a title", "push", `---\ntitle: ${"x".repeat(2_850)} {{ value }}\n---\nhello {{ ack.url }}`, "message/too-long"],
    ["an address", "push", "---\ntitle: hello\nurl: {{ value }}\n---\nhello", "message/template-failed"],
  ])("that do not fit into %s cause a refusal before anything is sent", (_what, channel, source, reason) => {
    const own = simpleCampaign(
      { steps: [{ channel, route: ["main"], template: "long" }] },
      { [`long.${channel}.liquid`]: source },
    );
    const push = JSON.stringify({ endpoint, keys });
    const row = { id: "1", sms: phone, email: "a@example.org", push, value: "n".repeat(100) };
    expect(own.admit(row, 3).refused?.reason).toBe(reason);
    const fits = { ...row, value: channel === "push" ? "https://example.org" : "n" };
    expect(own.admit(fits, 3).refused).toBeUndefined();
  });

  it("reach the templates unchanged, including nested values", () => {
    const raw = {
      id: "1",
      sms: phone,
      age: 34,
      first_name: "Ana",
      address: { city: "Lyon", none: null },
      big: 5n,
    };
    const { row } = campaign.admit(raw, 1);
    expect({ ...row?.variables }).toMatchObject({ age: 34, address: { city: "Lyon" }, big: "5" });
    expect(campaign.render(1, renderInput({ variables: row?.variables ?? {} }))).toMatchObject({
      text: expect.stringContaining("Ana"),
    });
  });

  it.each([
    ["a\u0000b", "message/bad-text"],
    ["\ud800", "message/bad-text"],
    ["x".repeat(40_000), "message/too-long"],
    [() => 1, "message/bad-row"],
    [Number.NaN, "message/bad-row"],
    [{ a: { b: { c: { d: { e: { f: { g: 1 } } } } } } }, "message/too-long"],
  ])("with %o are refused", (first_name, reason) => {
    expect(campaign.admit({ id: "1", sms: phone, age: 34, first_name }, 1).refused?.reason).toBe(reason);
  });
});

describe("a row with several mistakes", () => {
  const audience = { key: "id", contacts: { sms: "mobile", email: "mail" } };
  const due = { deadline: { column: "due" } } as const;

  it("is refused for the first mistake, and the advice lists all of them", () => {
    expect(admit({ id: " ", mobile: "12", mail: "ana", due: "soon" }, { audience, ...due }).refused).toEqual({
      line: 7,
      key: undefined,
      reason: "message/bad-key",
      advice: [
        "write the recipient's key into column id",
        "column mobile: write one phone number with its country, such as +33639980001, or set audience.country",
        "column mail: write one mailbox such as name@example.org, without quotes, names or lists",
        "write an instant with date and time into column due, such as 2031-08-15T23:59",
      ].join("; "),
    });
  });

  it("gets advice about each message, and its valid addresses are stored", () => {
    const steps = ["one", "two"].map(
      (template) => ({ channel: "sms", route: ["main"], template, wait: "1h" }) as const,
    );
    const sources = { "one.sms.liquid": "{{ first }} {{ ack.url }}", "two.sms.liquid": "{{ last }} {{ ack.url }}" };
    const { refused } = simpleCampaign({ steps, ...due }, sources).admit({ id: "1", sms: phone, due: "2030" }, 7);
    expect(refused).toMatchObject({ key: "1", reason: "message/missing-variable", contacts: [{ address: phone }] });
    expect(refused?.advice.split("; ")).toEqual([
      expect.stringContaining("first"),
      expect.stringContaining("last"),
      expect.stringContaining("column due"),
    ]);
  });

  it("gets advice about five mistakes, and the number of further ones", () => {
    const contacts = { sms: ["s1", "s2", "s3"], email: ["m1", "m2", "m3"] };
    const row = Object.fromEntries(Object.values(contacts).flatMap((all) => all.map((column) => [column, "12"])));
    const { advice = "" } = admit({ id: "1", ...row }, { audience: { key: "id", contacts } }).refused ?? {};
    expect(advice.split("; ")).toHaveLength(6);
    expect(advice).toMatch(/; and 1 more$/);
  });
});
