import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readReply } from "../src/read-reply.ts";

interface Phrase {
  readonly label: "opt-out" | "doubtful" | "answer" | "start";
  readonly text: string;
  readonly read: "stop" | "doubtful" | "start" | "help" | undefined;
}

/** Labeled replies in seven languages, with the expected interpretation. */
function phrases(name: string): readonly Phrase[] {
  const [, ...lines] = readFileSync(new URL(`replies/${name}.tsv`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => {
    const [, label, text = ""] = line.split("\t");
    const said = text.replaceAll("\\n", "\n");
    const { optOut: read } = readReply({ type: "reply", from: "+33639980001", text: said }, "digest");
    return { label: label as Phrase["label"], text, read };
  });
}

const texts = (found: readonly Phrase[]) => found.map(({ text, read }) => `${text} → ${read}`);

/** Each set of replies, and the smallest share of its revocations that must be suppressed without an operator. */
const SETS = [
  ["tuned", 0.75],
  ["held-out", 0.75],
  ["later", 0.6],
  ["single-words", 0.09],
  ["fresh-1", 0.25],
  ["fresh-2", 0.1],
  ["fresh-3", 0.04],
  ["fresh-4", 0.18],
  ["fresh-5", 0.13],
  ["fresh-6", 0.4],
  ["fresh-7", 0.3],
  ["fresh-8", 0.18],
  ["fresh-9", 0.1],
  ["fresh-10", 0.14],
  ["fresh-11", 0.2],
  ["fresh-12", 0.13],
  ["fresh-13", 0.15],
  ["fresh-14", 0.1],
  ["fresh-15", 0.1],
  ["everyday", 0.08],
  ["real-1", 0.09],
  ["real-2", 0.07],
  ["real-3", 0.09],
  ["unseen-a", 0.2],
  ["unseen-b", 0.2],
  ["unseen-c", 0.2],
  ["unseen-d", 0.2],
  ["unseen-e", 0.2],
  ["unseen-f", 0.1],
] as const;

describe.each(SETS)("of the %s replies", (name, suppressed) => {
  const all = phrases(name);
  const labeled = (label: Phrase["label"]) => all.filter((one) => one.label === label);

  it("no revocation permits another message", () => {
    const revoking = labeled("opt-out");
    expect(revoking.length).toBeGreaterThan(20);
    expect(texts(revoking.filter(({ read }) => read !== "stop" && read !== "doubtful"))).toEqual([]);
    expect(revoking.filter(({ read }) => read === "stop").length / revoking.length).toBeGreaterThan(suppressed);
  });

  it("no possible revocation permits another message before an operator has read it", () => {
    expect(texts(labeled("doubtful").filter(({ read }) => read !== "doubtful"))).toEqual([]);
  });

  it("no answer is suppressed, and at most a tenth of the answers waits for an operator", () => {
    const answers = labeled("answer");
    expect(answers.length).toBeGreaterThan(20);
    expect(texts(answers.filter(({ read }) => read === "stop"))).toEqual([]);
    // half of the replies of a fresh set were written to resemble revocations
    const most = name.startsWith("fresh") ? 0.15 : 0.1;
    expect(answers.filter(({ read }) => read === "doubtful").length / answers.length).toBeLessThanOrEqual(most);
  });

  it("requests for more messages suppress nothing", () => {
    expect(texts(labeled("start").filter(({ read }) => read !== "start"))).toEqual([]);
  });
});

const reading = (text: string) => readReply({ type: "reply", from: "+33639980001", text }, "digest").optOut;

describe("a reply with a stop word", () => {
  it.each([
    "N'arrêtez pas de m'écrire",
    "Stop niet met sturen",
    "ne pas envoyer de sms la nuit",
    "no me quiten de la lista",
    "don't text me at night",
    "lösche meine nachricht",
    "delete my last message",
    "stop 12 please",
    "cancel 15",
    "please don't send it",
    "keine Nachricht",
    "no email, no phone",
  ])("that is negated, or limited to a time, is no permanent suppression: %s", (text) => {
    expect(reading(text)).not.toBe("stop");
  });

  it.each(["borré su mensaje, qué fecha era", "Stop texting me, who are you?", "No more texts after eight please"])(
    "suppresses only if it contains nothing else: %s",
    (text) => {
      expect(reading(text)).not.toBe("stop");
    },
  );
});

it.each(["Please cancel", "cancel please", "CANCEL 36180", "end please"])(
  "a stop word with courtesies or a short code is at least doubtful: %s",
  (text) => {
    expect(["stop", "doubtful"]).toContain(reading(text));
  },
);

describe("a single word", () => {
  it.each(["block", "scam", "dnc", "unerwünscht", "arnaque", "Kowalski"])(
    "that is not among the known answers is doubtful: %s",
    (text) => {
      expect(reading(text)).toBe("doubtful");
    },
  );

  it.each(["ok", "nee", "gracias", "Dienstag", "volontiers"])("that answers is an answer: %s", (text) => {
    expect(reading(text)).toBeUndefined();
  });
});

it.each(["спасибо", "ありがとう", "14.30"])("a reply without a Latin letter is no possible revocation: %s", (text) => {
  expect(reading(text)).toBeUndefined();
});

describe("a reply that only quotes the sender's own words", () => {
  it.each([
    "STOP to end",
    "STOP to opt out",
    "STOP 2 end",
    "reply stop to opt out",
    "“Please stop texting me, thank you”",
    "« merci d'arrêter de m'envoyer ces messages »",
  ])("is interpreted like a typed one: %s", (text) => {
    const { optOut } = readReply({ type: "reply", from: "+33639980001", text }, "digest");
    expect(["stop", "doubtful"]).toContain(optOut);
  });

  it.each(["OK STOP to end", "OK. STOP to end", "ok reply stop to opt out"])("revokes after one word: %s", (text) => {
    expect(["stop", "doubtful"]).toContain(reading(text));
  });

  it("is no revocation in a copy of the sender's message", () => {
    const text = "Yes. Hello Ana, your appointment is on Friday at 10. Reply STOP to opt out";
    expect(reading(text)).toBeUndefined();
  });

  it("is no revocation below an answer", () => {
    const text = "OK\n> Your appointment. STOP to opt out";
    expect(readReply({ type: "reply", from: "+33639980001", text }, "digest").optOut).toBeUndefined();
  });
});

it.each(["td ok", "tá td ok", "ok, td"])("no answer is suppressed: %s", (text) => {
  expect(readReply({ type: "reply", from: "+33639980001", text }, "digest").optOut).not.toBe("stop");
});
