import type { ConfirmationView } from "@relance/spec";
import { WebhookError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { CONFIRMATION, said, TOKEN, testEdge } from "../support/edge.ts";
import { readPage } from "../support/read-page.ts";

const ASKED: ConfirmationView = {
  ...CONFIRMATION,
  words: [said("Re-registration", "en", { factor: "Your year of birth" })],
  factor: { triesLeft: 5, isWrong: false },
};

async function pageOf(confirmation: Partial<ConfirmationView>) {
  const { send, port } = testEdge();
  port.confirmations.set(TOKEN, { ...ASKED, ...confirmation });
  return await readPage(await send(`/a/${TOKEN}`));
}

describe("the campaign's question", () => {
  it("is above the buttons, with a label and a field without autocompletion", async () => {
    const { html } = await pageOf({});
    expect(html).toContain('<label for="factor">Your year of birth</label>');
    expect(html).toMatch(/<input type="text" class="field" id="factor" name="factor"[^>]* autocomplete="off"/);
    expect(html.indexOf('id="factor"')).toBeLessThan(html.indexOf('value="done"'));
  });

  it.each<{ why: string; confirmation: Partial<ConfirmationView> }>([
    { why: "the campaign asks nothing", confirmation: { factor: undefined } },
    { why: "the enrollment is over", confirmation: { state: "acknowledged", answer: "done" } },
    { why: "no try is left", confirmation: { factor: { triesLeft: 0, isWrong: true } } },
  ])("is not asked if $why", async ({ confirmation }) => {
    expect((await pageOf(confirmation)).html).not.toContain('name="factor"');
  });

  it("reports a wrong answer, and how many tries remain", async () => {
    expect((await pageOf({ factor: { triesLeft: 2, isWrong: true } })).text).toContain("Tries left: 2");
    expect((await pageOf({ factor: { triesLeft: 0, isWrong: true } })).text).toContain("too many wrong answers");
  });

  it("passes on the entered answer, and never shows it again", async () => {
    const { press, send, port } = testEdge();
    port.confirmations.set(TOKEN, ASKED);
    const response = await press(`/a/${TOKEN}`, { form: "acknowledge", answer: "promise", factor: "1961" });
    expect(port.answered).toMatchObject([{ answer: "promise", factor: "1961" }]);
    expect(response.headers.get("location")).not.toContain("1961");
    expect(await (await send(`/a/${TOKEN}`)).text()).not.toContain("1961");
  });

  it("is not part of the evidence of the shown texts", async () => {
    const hashes = [];
    for (const factor of ["1961", "1962"]) {
      const { press, port } = testEdge();
      port.confirmations.set(TOKEN, ASKED);
      await press(`/a/${TOKEN}`, { form: "acknowledge", answer: "done", factor });
      hashes.push(port.answered[0]?.shown.hash);
    }
    expect(hashes[0]).toBe(hashes[1]);
  });
});

describe("an expired link", () => {
  it("reports this when it is opened or pressed, and nothing is recorded", async () => {
    const { send, press, port } = testEdge();
    port.confirmation = async () => {
      throw new WebhookError("webhook/gone", "long over");
    };
    const opened = await send(`/a/${TOKEN}`, { headers: { accept: "text/html" } });
    const pressed = await press(`/a/${TOKEN}`, { form: "acknowledge", answer: "done" }, { accept: "text/html" });
    expect([opened.status, pressed.status]).toEqual([410, 410]);
    expect((await readPage(opened)).text).toContain("This link has expired");
    expect(port.answered).toEqual([]);
    expect(port.refusals).toEqual(["webhook/gone", "webhook/gone"]);
  });
});
