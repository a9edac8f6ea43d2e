import { expect, it } from "vitest";
import { checkCampaign } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const HEAD = ["version: 1", "name: recall", "deadline: 84h"];
const STEP = "  - { channel: sms, route: [main], template: recall }";
const steps = (key: string) => ["steps:", `  - { channel: sms, route: [main], template: recall, ${key} }`];

it.each([
  {
    old: "handover: 12h",
    lines: ["handover: 12h", "steps:", STEP],
    path: "handover",
    line: 4,
    says: "callBuffer: 12h",
  },
  { old: "at: -12h", lines: steps("at: -12h"), path: "steps[0].at", line: 5, says: "beforeDeadline: 12h" },
  { old: "anytime", lines: steps("anytime: true"), path: "steps[0].anytime", line: 5, says: "ignoreWindows: true" },
  { old: "onUnknown", lines: steps("onUnknown: {}"), path: "steps[0].onUnknown", line: 5, says: "onMissingReceipt: {" },
  {
    old: "pace",
    lines: ["pace: { pilot: 1300, rate: 5/s }", "steps:", STEP],
    path: "pace",
    line: 4,
    says: "firstWave: 1300, and rate: 200/s",
  },
  {
    old: "waves",
    lines: ["waves: { first: 1300, count: 4 }", "steps:", STEP],
    path: "waves",
    line: 4,
    says: "firstWave: 1300",
  },
  {
    old: "a button's snooze",
    lines: ["confirm: { buttons: { done: close, later: { label: Later, snooze: 72h } } }", "steps:", STEP],
    path: "confirm.buttons.later.snooze",
    line: 4,
    says: "effect: snooze 72h",
  },
  {
    old: "expect.min",
    lines: ["audience: { expect: { min: 1 } }", "steps:", STEP],
    path: "audience.expect",
    line: 4,
    says: "600000-700000",
  },
  {
    old: "pilot",
    lines: ["pilot: 1300", "steps:", STEP],
    path: "pilot",
    line: 4,
    says: "this key is called firstWave; write firstWave: 1300",
  },
  {
    old: "ramp",
    lines: ["ramp: 4", "steps:", STEP],
    path: "ramp",
    line: 4,
    says: "this key is called firstWave; write firstWave: 1300",
  },
  {
    old: "loss",
    lines: ["loss: reroute", "steps:", STEP],
    path: "loss",
    line: 4,
    says: "this key is called watch; write watch: { onLoss: reroute }",
  },
  {
    old: "acknowledgement",
    lines: ["acknowledgement: { via: [link] }", "steps:", STEP],
    path: "acknowledgement",
    line: 4,
    says: "this key is called confirm; write confirm: {",
  },
  {
    old: "canaries",
    lines: ["canaries: { dead: [] }", "steps:", STEP],
    path: "canaries",
    line: 4,
    says: "this key is now in plugins; write plugins: { canaries: { dead: […] } }, and add canaries()",
  },
  {
    old: "acknowledge",
    lines: ["acknowledge: { by: [link] }", "steps:", STEP],
    path: "acknowledge",
    line: 4,
    says: "confirm: { via: [link, event], event:",
  },
  {
    old: "confirm.by",
    lines: ["confirm: { by: [link] }", "steps:", STEP],
    path: "confirm.by",
    line: 4,
    says: "via: [",
  },
  { old: "confirm.on", lines: ["confirm: { on: a }", "steps:", STEP], path: "confirm.on", line: 4, says: "event: re" },
  {
    old: "confirm.reply",
    lines: ["confirm: { reply: { OK: done } }", "steps:", STEP],
    path: "confirm.reply",
    line: 4,
    says: "replies: { OK: done }",
  },
  {
    old: "retention.longer",
    lines: ["retention: { contacts: 30d, longer: law }", "steps:", STEP],
    path: "retention.longer",
    line: 4,
    says: "reason: ",
  },
  {
    old: "confirm.answers",
    lines: ["confirm: { answers: { done: close } }", "steps:", STEP],
    path: "confirm.answers",
    line: 4,
    says: "buttons: { done: close }",
  },
  {
    old: "confirm.labels",
    lines: ["confirm: { labels: { done: Done } }", "steps:", STEP],
    path: "confirm.labels",
    line: 4,
    says: "{ label: I have done it, effect: close }",
  },
  {
    old: "the effect handover",
    lines: ["confirm: { buttons: { done: close, help: handover } }", "steps:", STEP],
    path: "confirm.buttons.help",
    line: 4,
    says: "call-me",
  },
])("names the replacement of $old, and the line", async ({ lines, path, line, says }) => {
  await using folder = await temporaryFolder({
    "recall.campaign.yaml": [...HEAD, ...lines].join("\n"),
    "recall.sms.liquid": "Please confirm: {{ ack.url }}",
  });
  const { problems } = await checkCampaign(folder.path("recall.campaign.yaml"));
  expect(problems).toEqual([expect.objectContaining({ path, line, advice: expect.stringContaining(says) })]);
});
