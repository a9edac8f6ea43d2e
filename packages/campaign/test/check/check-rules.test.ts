import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatProblem } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type CheckCampaignOptions, checkCampaign } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CSV = "id,mobile,mail,age\n1,+33639980001,a@example.org,34\n";

/** What a check says about a campaign of these lines. */
async function check(lines: readonly string[], options: CheckCampaignOptions = {}, files: Record<string, string> = {}) {
  const text = ["version: 1", "name: recall", "timezone: Europe/Paris", "deadline: 84h", ...lines].join("\n");
  await using folder = await temporaryFolder({
    "c.yaml": text,
    "people.csv": CSV,
    "recall.sms.liquid": "Please confirm: {{ ack.url }}",
    "recall.email.liquid": "---\nsubject: Recall\n---\nPlease confirm: {{ ack.url }}",
    ...files,
  });
  const found = await checkCampaign(folder.path("c.yaml"), options);
  const say = (problem: (typeof found.problems)[number]) =>
    formatProblem(problem).replaceAll(`${folder.path("")}/`, "");
  return { problems: found.problems.map(say), warnings: found.warnings.map(say) };
}

const step = (more = "") => `  - { channel: sms, route: [main, second], template: recall${more} }`;

it("reports a wrong value even if another key is a misspelling of its key", async () => {
  const { problems } = await check(["wieght: 2", "weight: 0", "steps:", step(", wait: 1h")]);
  expect(problems.filter((problem) => /w(?:ei|ie)ght/.test(problem))).toHaveLength(2);
});

describe("the steps", () => {
  it.each([
    {
      name: "a step without a wait",
      steps: [step(), step(", beforeDeadline: 1h")],
      says: "step 1: write how long to wait",
    },
    {
      name: "a step that stands twice",
      steps: [step(", wait: 1h"), step()],
      says: "step 2: this step repeats step 1",
    },
    {
      name: "resend that is not said",
      steps: [step(", onMissingReceipt: { do: resend }")],
      says: "needs guarantee: at-least-once",
    },
    {
      name: "a provider that stands twice in a route",
      steps: ["  - { channel: sms, route: [main, main], template: recall }"],
      says: "step 1, route[1]: main occurs twice",
    },
    {
      name: "moments in the wrong order",
      steps: [step(", beforeDeadline: 2h, wait: 1h"), step(", beforeDeadline: 3h")],
      says: "step 2, beforeDeadline: step 2 is earlier than step 1 (2h before the deadline): write a later moment",
    },
    {
      name: "a moment that is the ladder's end",
      steps: ["callBuffer: 2h", step(", beforeDeadline: 2h, wait: 1h"), step(", beforeDeadline: 1h")],
      says: "step 1, beforeDeadline: the steps end 2h before",
    },
    {
      name: "a moment after the ladder's end",
      steps: ["callBuffer: 12h", step(", beforeDeadline: 2h, wait: 1h"), step(", beforeDeadline: 1h")],
      says: "step 1, beforeDeadline: the steps end 12h before",
    },
  ])("refuse $name", async ({ steps, says }) => {
    const [before, rest] = [
      steps.filter((line) => !line.startsWith(" ")),
      steps.filter((line) => line.startsWith(" ")),
    ];
    const { problems } = await check([...before, "steps:", ...rest]);
    expect(problems.join("\n")).toContain(says);
  });

  it.each([
    { ifLate: "skip", says: "step 1, beforeDeadline: this step would always be skipped" },
    { ifLate: "refuse", says: "step 1, beforeDeadline: all recipients would be refused" },
  ])("refuse a step with $ifLate whose own start time leaves no room for the waits", async ({ ifLate, says }) => {
    const lines = (at: string) => [
      `ifLate: ${ifLate}`,
      "callBuffer: 2h",
      "steps:",
      step(`, beforeDeadline: ${at}, wait: 6h`),
      "  - { channel: email, route: [smtp], template: recall, wait: 4h }",
    ];
    expect((await check(lines("11h"))).problems.join("\n")).toContain(says);
    expect((await check(lines("12h"))).problems).toEqual([]);
  });

  it("refuse an unknown value of `ifLate`, and list the known ones", async () => {
    const { problems } = await check(["ifLate: hurry", "steps:", step()]);
    expect(problems).toEqual(["c.yaml:5:9 ifLate: write compress, skip or refuse"]);
  });

  it("allow `resend` with `at-least-once`", async () => {
    const { problems } = await check([
      "guarantee: at-least-once",
      "steps:",
      step(", onMissingReceipt: { do: resend }"),
    ]);
    expect(problems).toEqual([]);
  });
});

describe("a mistake beside another one", () => {
  it("causes no report about UTC if the time zone is misspelt", async () => {
    await using folder = await temporaryFolder({
      "c.yaml": [
        "name: recall",
        "timezone: Europe/Pariss",
        "deadline: 2027-08-15T23:59",
        "windows: { sms: 08:00-20:00 }",
        "steps:",
        "  - { channel: sms, template: recall }",
      ].join("\n"),
      "recall.sms.liquid": "Please confirm: {{ ack.url }}",
    });
    const { problems, warnings } = await checkCampaign(folder.path("c.yaml"));
    expect([problems.map(({ path }) => path), warnings]).toEqual([["timezone"], []]);
  });

  it("points from a provider to the route of the step", async () => {
    const { problems } = await check(["steps:", "  - { channel: sms, provider: main, template: recall }"]);
    expect(problems).toEqual([expect.stringContaining("provider: this key is called route; write route: [main, sec")]);
  });

  it("is reported with the missing template of the step if the channel is misspelt", async () => {
    const { problems } = await check(["steps:", "  - { channel: smms, template: recal }"]);
    expect(problems).toEqual([
      "c.yaml:6:16 step 1, channel: did you mean sms?",
      "c.yaml:6:32 step 1, template: there is no recal.<channel>.liquid; did you mean recall?",
    ]);
    expect((await check(["steps:", "  - { channel: pigeon, template: recall }"])).problems).toEqual([
      expect.stringMatching(/step 1, channel: write sms, email.* or /),
    ]);
  });
});

describe("acknowledgements", () => {
  const ways = (text: string) => check([`confirm: ${text}`, "steps:", step()]);

  it.each([
    "STOP",
    "stop",
    "Arrêt",
    "ARRET",
    "END",
    "CANCEL",
    "QUIT",
    "BAJA",
    "Abmelden",
    "START",
    "HELP",
    "UNSUBSCRIBE",
  ])("refuse the reply word %s, which carriers reserve", async (word) => {
    const { problems } = await ways(`{ via: [reply], replies: { "${word}": done } }`);
    expect(problems).toEqual([expect.stringContaining("carriers process")]);
  });

  it("know every answer for which the page has a text", async () => {
    const page = readFileSync(join(import.meta.dirname, "../../../apps/recipient-pages/src/texts-en.ts"), "utf8");
    const [, texts = ""] = /\n {2}answers: \{([^}]*)\}/.exec(page) ?? [];
    const answers = [...texts.matchAll(/^ {4}"?([\w-]+)"?:/gm)].map(([, name]) => name);
    expect(answers.length).toBeGreaterThan(3);
    expect((await ways(`{ buttons: { ${answers.map((one) => `${one}: close`).join(", ")} } }`)).problems).toEqual([]);
    for (const answer of answers) {
      const { problems } = await ways(`{ buttons: { ${answer}s: close } }`);
      expect(problems).toEqual([expect.stringContaining(`did you mean ${answer}?`)]);
    }
  });

  it("offer no confirmation by voice", async () => {
    const { problems } = await ways("{ via: [voice] }");
    expect(problems[0]).toContain("confirm.via[0]: write a list of event, link and reply");
  });

  it.each([
    ["{ via: [reply] }", "confirm.via: write the words"],
    ["{ via: [link], replies: { OK: done } }", "confirm.replies: replies are not read"],
    ["{ via: [reply], replies: { OK: yes-sir } }", "confirm.replies.OK: no such answer"],
    ["{ via: [reply], replies: { OK: done, ok: done } }", "confirm.replies.ok: this is the same word as OK"],
    ['{ via: [reply], replies: { "O K": done } }', "write one word of letters"],
    ["{ via: [reply], replies: { OK: dnoe } }", "confirm.replies.OK: no such answer; did you mean done?"],
    ["{ via: [reply], replies: { OK47: done } }", "two final digits are a recipient's code"],
    ["{ via: [event], event: x, since: yesterday }", "confirm.since: write an instant"],
    ["{ buttons: { later: snooze 3h } }", "confirm.buttons: no answer closes"],
    ["{ strength: event }", "confirm.strength: only your own event"],
    ["{ strength: authenticated }", "confirm.strength: links and replies count as gestures"],
    [
      "{ via: [event], event: x, factor: { column: id, ask: Your year of birth } }",
      "confirm.factor: no recipient sees this question",
    ],
    ["{ buttons: { done: { label: I have done it } } }", "confirm.buttons.done.effect: write close, next-contact"],
    ["{ buttons: { done: { effect: close, snooze: 3h } } }", "confirm.buttons.done.snooze: this key is called effect"],
    [
      "{ buttons: { done: { lable: Done, effect: close } } }",
      "confirm.buttons.done.lable: no such key; did you mean label?",
    ],
    ["{ buttons: { doen: close } }", "confirm.buttons.doen: the button would show doen; did you mean done?"],
    ["{ buttons: { done: close, promis: { effect: snooze 3h } } }", "did you mean promise? otherwise write a label"],
    ["{ factor: { column: id } }", "confirm.factor.ask: write a question"],
    ["{ deepLink: { url: 'https://example.org/' } }", "confirm.deepLink: write an address"],
    ["{ via: [link], event: registered }", "confirm.event: this event is never used"],
    ['{ deepLink: "https://example.org/{{ ack.url }}" }', "confirm.deepLink: ack is not available here"],
    ['{ deepLink: "https://example.org/{{ key" }', "confirm.deepLink: this is not a Liquid template"],
  ])("%s → %s", async (text, says) => {
    const { problems } = await ways(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(says);
  });
});

describe("the audience", () => {
  const people = (text: string, more: readonly string[] = []) =>
    check([`audience: { file: people.csv, ${text} }`, ...more, "steps:", step()]);

  it.each([
    ["contacts: { sms: moblie }", "audience.contacts.sms: the audience has no column moblie; did you mean mobile?"],
    ["contacts: { sms: [mobile, work] }", "audience.contacts.sms[1]: the audience has no column work"],
    ["contacts: { sms: mobile, emial: mail }", "audience.contacts.emial: no such key; did you mean email?"],
    ["contacts: { email: mail }", "step 1, channel: this step reaches no recipient"],
    ["key: uid, contacts: { sms: mobile }", "audience.key: the audience has no column uid"],
    ["locale: lang, contacts: { sms: mobile }", "audience.locale: the audience has no column lang"],
  ])("%s → %s", async (text, says) => {
    const { problems } = await people(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(says);
  });

  it("refuses a missing file", async () => {
    const { problems } = await check(["audience: { file: nobody.csv }", "steps:", step()]);
    expect(problems).toEqual(["c.yaml:5:19 audience.file: nobody.csv: there is no such file"]);
    const misspelt = await check(["audience: { file: poeple.csv }", "steps:", step()]);
    expect(misspelt.problems).toEqual([expect.stringMatching(/there is no such file; did you mean people\.csv\?$/)]);
  });

  it("refuses a condition and a deadline with unknown columns", async () => {
    const { problems } = await check([
      "audience: { file: people.csv, contacts: { sms: mobile } }",
      "steps:",
      step(', when: "agee < 75"'),
    ]);
    expect(problems).toEqual([
      expect.stringContaining("step 1, when: the audience has no column agee; did you mean age?"),
    ]);
  });

  it("reads the whole file on request, and compares its size with the expected size", async () => {
    const found = await check(
      ["audience: { file: people.csv, contacts: { sms: mobile }, expect: 2+ }", "steps:", step()],
      { rows: true },
      { "people.csv": `${CSV}2,12,,5\n` },
    );
    expect(found.problems).toEqual(["people.csv audience.expect: recipients: 1, expected 2+; is it the right file?"]);
    expect(found.warnings).toEqual([expect.stringContaining("people.csv:3 message/bad-phone: key 2: column mobile")]);
  });
});

it("checks the columns in every language of a template, in texts and HTML files", async () => {
  const { problems } = await check(
    [
      "audience: { file: people.csv, contacts: { sms: mobile, email: mail } }",
      "steps:",
      step(", wait: 1h"),
      "  - { channel: email, route: [smtp], template: recall }",
    ],
    {},
    {
      "recall.fr.sms.liquid": "{{ prenom }} : {{ ack.url }}",
      "recall.de.email.liquid": "---\nsubject: {{ vorname }}\n---\n{{ ack.url }}",
      "recall.de.email.html.liquid": "<p>{{ nachname }}</p>",
    },
  );
  expect(problems.map((problem) => problem.split(" ")[0])).toEqual([
    "recall.de.email.html.liquid:1:7",
    "recall.de.email.liquid:2:13",
    "recall.fr.sms.liquid:1:4",
  ]);
});

describe("providers", () => {
  const providers = {
    "sms.main": { channel: "sms", vendor: "twilio", receipts: true, replies: false },
    "sms.second": { channel: "sms", vendor: "twilio", receipts: true, replies: false },
  } as const;

  it("refuse a route to a provider that is not configured", async () => {
    const { problems } = await check(["steps:", "  - { channel: sms, route: [mian], template: recall }"], {
      providers,
    });
    expect(problems).toEqual([
      expect.stringContaining("step 1, route[0]: sms.mian is not configured; did you mean main?"),
    ]);
  });

  it("cause a warning if all providers of a route belong to one vendor", async () => {
    const { warnings } = await check(["steps:", step()], { providers });
    expect(warnings).toEqual([expect.stringContaining("have the vendor twilio: no other vendor")]);
  });

  it("refuse replies if no sender can receive them", async () => {
    const { problems } = await check(["confirm: { via: [link, reply], replies: { OK: done } }", "steps:", step()], {
      providers,
    });
    expect(problems).toEqual([expect.stringContaining("recipients cannot reply to any sender of this campaign")]);
  });

  it("name the sender that cannot receive replies if another one can", async () => {
    const { warnings } = await check(["confirm: { via: [link, reply], replies: { OK: done } }", "steps:", step()], {
      providers: { ...providers, "sms.second": { ...providers["sms.second"], replies: true } },
    });
    expect(warnings).toContainEqual(expect.stringContaining("sms.main cannot receive replies"));
  });
});

it.each([["firstWave: 10\nrate: 5/s", "too small to show a loss"]])("cause a warning about %s", async (line, said) => {
  const { problems, warnings } = await check([line, "watch: { onLoss: pause }", "steps:", step()]);
  expect(problems).toEqual([]);
  expect(warnings.filter((warning) => warning.includes(said))).toHaveLength(1);
});

it("refuse marketing, with advice", async () => {
  const { problems } = await check(["purpose: marketing", "steps:", step()]);
  expect(problems).toEqual([expect.stringContaining("messages are service messages")]);
});
