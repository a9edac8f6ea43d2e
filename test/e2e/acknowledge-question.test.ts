import { expect, it } from "vitest";
import { linkIn, openStack } from "./support/stack.ts";

const ANNA = { id: "anna", mobile: "+33639980001", mail: "anna@example.org", born: "1961", locale: "fr" };

const CONFIRM = {
  via: ["link"],
  strength: "authenticated",
  buttons: {
    done: { label: { fr: "Je suis réinscrite", en: "I have registered" }, effect: "close" },
    help: "call-me",
  },
  deepLink: "https://example.org/r?id={{ key }}",
  factor: { column: "born", ask: { fr: "Votre année de naissance", en: "Your year of birth" } },
} as const;

it("a page asks its question in one language, offers the caller's own page first, and confirms only with the right answer", async () => {
  await using stack = await openStack();
  const campaign = await stack.start([ANNA], { confirm: CONFIRM });
  await stack.happened("attempt.delivered", "anna");
  const [message] = stack.outside.twilio.messages();
  const link = linkIn(message?.body ?? "");
  const pageOf = async () => (await fetch(link, { headers: { "accept-language": "en" } })).text();
  const press = async (factor: string) => {
    const body = new URLSearchParams({ form: "acknowledge", answer: "done", factor });
    return (await fetch(link, { method: "POST", body })).text();
  };

  const page = await pageOf();
  const order = ["Faire la démarche en ligne", "Votre année de naissance", "Je suis réinscrite"].map((text) =>
    page.indexOf(text),
  );
  expect(order.every((place, n) => place > (order[n - 1] ?? 0))).toBe(true);
  expect(page).toContain('href="https://example.org/r?id=anna"');
  expect(page).toContain('<html lang="fr"');

  expect(await press("1960")).toContain("Essais restants : 4");
  expect(await campaign.recipient("anna")).toMatchObject({
    state: "active",
    answer: "done",
    wrongFactors: 1,
  });
  expect(await press("1961")).toContain("C’est confirmé");
  expect(await campaign.recipient("anna")).toMatchObject({ state: "acknowledged", wrongFactors: 1 });
  expect(await campaign.ledger()).toMatchObject({ answers: { done: 2 }, holds: true });
});
