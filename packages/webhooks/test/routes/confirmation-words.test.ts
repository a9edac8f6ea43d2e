import type { ConfirmationView } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { CONFIRMATION, said, TOKEN, testEdge } from "../support/edge.ts";
import { readPage } from "../support/read-page.ts";

const BOTH = [said("Réinscription", "fr"), said("Registration", "en")];

async function pageOf(confirmation: Partial<ConfirmationView>, query = "", accept = "en") {
  const { send, port } = testEdge();
  port.confirmations.set(TOKEN, { ...CONFIRMATION, ...confirmation });
  return await readPage(await send(`/a/${TOKEN}${query}`, { headers: { "accept-language": accept } }));
}

describe("one page is in one language", () => {
  it.each<{ who: string; confirmation: Partial<ConfirmationView>; accept: string; lang: string; subject: string }>([
    {
      who: "a browser's language that the campaign speaks, where the row names none",
      confirmation: { words: BOTH },
      accept: "en",
      lang: "en",
      subject: "Registration",
    },
    {
      who: "the person's own, before the browser's",
      confirmation: { words: BOTH, locale: "fr-CA" },
      accept: "en",
      lang: "fr",
      subject: "Réinscription",
    },
    {
      who: "the campaign's only one, whatever the browser asks for",
      confirmation: { words: [said("Réinscription", "fr")] },
      accept: "en",
      lang: "fr",
      subject: "Réinscription",
    },
    {
      who: "the campaign's only one, whatever the row says",
      confirmation: { words: [said("Réinscription", "fr-FR")], locale: "en" },
      accept: "en",
      lang: "fr",
      subject: "Réinscription",
    },
    {
      who: "one that both the campaign and the pages speak",
      confirmation: { words: [said("Umzug", "de"), said("Réinscription", "fr")], locale: "de" },
      accept: "de, en",
      lang: "fr",
      subject: "Réinscription",
    },
    {
      who: "the browser's, where the campaign does not say which language it speaks",
      confirmation: { words: [said("Réinscription")] },
      accept: "fr",
      lang: "fr",
      subject: "Réinscription",
    },
  ])("$who", async ({ confirmation, accept, lang, subject }) => {
    const page = await pageOf(confirmation, "", accept);
    expect([page.lang, page.text.includes(subject)]).toEqual([lang, true]);
    expect(page.html).toContain(`<h1>${subject}</h1>`);
  });

  it("unless the recipient requests another language", async () => {
    const page = await pageOf({ words: BOTH, locale: "fr" }, "?lang=en");
    expect([page.lang, page.text.includes("Registration")]).toEqual(["en", true]);
  });

  it("shows the campaign's texts, marked, if the page has none of their languages", async () => {
    expect((await pageOf({ words: [said("Umzug", "de")] })).html).toContain('<h1 lang="de">Umzug</h1>');
  });
});

describe("the campaign's own texts", () => {
  it("are on the buttons, and in the notice about the recorded answer", async () => {
    const words = [said("Recall", "en", { labels: { done: "I have brought it back" } })];
    const page = await pageOf({ words, deepLink: "https://example.org/", answer: "done" });
    expect(page.buttons[0]?.label).toBe("I have brought it back");
    expect(page.html).toMatch(/href="https:\/\/example.org\/"[^>]*>Do it online now</);
    expect(page.text).toContain("Your answer: I have brought it back");
  });

  it("state what is still possible after the deadline", async () => {
    const words = [said("Recall", "en", { afterDeadline: "Call 39 49 before noon." })];
    const page = await pageOf({ words, late: true });
    expect(page.text).toContain("Call 39 49 before noon.");
    expect(page.text).not.toContain("contact the sender");
  });

  it("are stored with the press as they were on the button", async () => {
    const { press, port } = testEdge();
    port.confirmations.set(TOKEN, {
      ...CONFIRMATION,
      words: [said("Recall", "en", { labels: { done: "Brought back" } })],
    });
    await press(`/a/${TOKEN}`, { form: "acknowledge", answer: "done" });
    expect(port.answered[0]?.shown.label).toBe("Brought back");
  });
});

describe("an answer that only this campaign defines", () => {
  it.each([
    { effect: "snooze", says: "You may be reminded again" },
    { effect: "call-me", says: "knows that you need help" },
    { effect: "next-contact", says: "did not reach the right person" },
    { effect: "close", says: "has not confirmed it yet" },
  ] as const)("gets a notice by its effect: $effect", async ({ effect, says }) => {
    const answers = [{ name: "own", effect }];
    expect((await pageOf({ answers, answer: "own" })).text).toContain(says);
  });

  it.each(["promise", "done"])("after the last step promises no further reminder: %s", async (answer) => {
    for (const state of ["exhausted", "expired", "suppressed", "cancelled"] as const) {
      const { title, text } = await pageOf({ state, answer });
      expect(title).toContain("Your answer is recorded");
      expect(text).not.toContain("reminded");
    }
  });

  it("after the confirmation is shown as the last answer, and the enrollment stays confirmed", async () => {
    const page = await pageOf({ state: "acknowledged", answer: "wrong-person" });
    expect(page.title).toContain("Your answer is recorded");
    expect(page.text).toContain("Your answer: I am not the right person");
    expect(page.text).toContain("The matter itself stays confirmed.");
  });
});
