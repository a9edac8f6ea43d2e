import fc from "fast-check";
import { expect, it } from "vitest";
import { simpleCampaign } from "../support/simple-campaign.ts";

const campaign = simpleCampaign(
  {
    deadline: { column: "due", minus: "1h" },
    audience: { country: "FR", contacts: { sms: ["sms", "work"], email: "email", push: "push" } },
    steps: [
      {
        channel: "sms",
        route: ["main"],
        template: "recall",
        wait: "1h",
        when: 'age < 75 || city == "Paris"',
      },
      { channel: "email", route: ["smtp"], template: "recall" },
    ],
  },
  {
    "recall.sms.liquid": "{{ name }} {{ ack.url }}",
    "recall.email.liquid": "---\nsubject: {{ name }}\n---\n{% for tag in tags %}{{ tag | upcase }}{% endfor %}.",
  },
);

const columns = [
  "id",
  "sms",
  "work",
  "email",
  "push",
  "due",
  "age",
  "city",
  "name",
  "tags",
  "locale",
  "timezone",
  "__proto__",
];
/** JSON text writes -0 as 0: without -0, each value is equal to its copy through JSON. */
const copied = fc.jsonValue({ maxDepth: 3 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
const cell = fc.oneof(
  fc.constantFrom("", " ", "+33639980001", "a@example.org", "2013-08-15T23:59", "34", "Paris", "fr", null, undefined),
  fc.string({ unit: "binary", maxLength: 30 }),
  copied,
);
const row = fc.dictionary(fc.constantFrom(...columns), cell, { noNullPrototype: false });

it("returns a row or a refusal for every JSON value, and never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.anything(), row), fc.nat(), (raw, line) => {
      const { row: admitted, refused } = campaign.admit(raw, line);
      expect((admitted === undefined) !== (refused === undefined)).toBe(true);
      expect((admitted ?? refused)?.line).toBe(line);
    }),
    { numRuns: 3_000 },
  );
});

it("admits only rows from which every message of the recipient can be rendered", () => {
  fc.assert(
    fc.property(row, (raw) => {
      const { row: admitted } = campaign.admit({ ...raw, id: "1", due: "2013-08-15T23:59" }, 1);
      if (admitted === undefined) return;
      const { key, variables, locale, timezone } = admitted;
      const input = {
        key,
        variables,
        locale,
        timezone,
        deadline: 0,
        ack: { url: "https://a.example/1", code: "1" },
        optout: { url: "https://a.example/2" },
      };
      for (const { channel } of admitted.contacts) {
        const step = channel === "sms" ? 1 : 2;
        if (channel !== "push" && (admitted.steps & (1 << (step - 1))) !== 0) campaign.render(step, input);
      }
    }),
    { numRuns: 3_000 },
  );
});

it("returns plain data: JSON does not change it, and it pollutes no prototype", () => {
  fc.assert(
    fc.property(row, (raw) => {
      const { row: admitted } = campaign.admit({ ...raw, id: "1", due: "2013-08-15T23:59" }, 1);
      if (admitted === undefined) return;
      const copy: unknown = JSON.parse(JSON.stringify(admitted.variables));
      expect(copy).toEqual(structuredClone(admitted.variables));
      expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    }),
    { numRuns: 1_000 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
});

it("returns the same result for the same row", () => {
  fc.assert(
    fc.property(row, (raw) => {
      expect(campaign.admit(raw, 1)).toEqual(campaign.admit(raw, 1));
    }),
    { numRuns: 500 },
  );
});

it("survives a row whose columns cannot be read", () => {
  const hostile = {
    get id(): string {
      throw new Error("no");
    },
  };
  expect(campaign.admit(hostile, 4).refused).toMatchObject({ line: 4, reason: "message/bad-row" });
  expect(campaign.admit(new Proxy({}, { ownKeys: () => [Symbol.iterator] }), 5).refused).toMatchObject({
    line: 5,
  });
});
