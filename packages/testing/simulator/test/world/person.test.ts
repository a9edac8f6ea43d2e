import { describe, expect, it } from "vitest";
import { EAGER_HABITS, type Hands, type Press } from "../../src/index.ts";
import { phoneOf, type Scene, scene } from "../support/population.ts";

const LINK = "https://notify.example.org/a/abc";

function text(stage: Scene, index: number, words: string): void {
  stage.world.carrier("main").submit({ address: phoneOf(index), letter: { text: words, from: "36000" } });
}

function handyHands(): Hands & { readonly presses: Press[] } {
  const presses: Press[] = [];
  return {
    presses,
    press(press) {
      presses.push(press);
      return { ok: true, answer: press.answer };
    },
  };
}

describe("recipient", () => {
  it("opens the link of a message and chooses an answer", async () => {
    const hands = handyHands();
    const stage = scene({ count: 1, habits: EAGER_HABITS, hands });
    text(stage, 0, `Bonjour, confirmez : ${LINK}. Merci`);
    await stage.run();
    expect(hands.presses).toMatchObject([{ key: "p0", channel: "sms", links: [LINK], answer: "done" }]);
    expect(stage.world.report()).toMatchObject({ informed: 1, acted: 1 });
  });

  it("ignores the second message once the first has a final answer", async () => {
    const hands = handyHands();
    const stage = scene({ count: 1, habits: EAGER_HABITS, hands });
    text(stage, 0, LINK);
    await stage.run();
    text(stage, 0, `${LINK} again`);
    await stage.run();
    expect(hands.presses).toHaveLength(1);
  });

  it("acts once more after a promise", async () => {
    const hands = handyHands();
    const stage = scene({ count: 1, habits: { ...EAGER_HABITS, answers: { promise: 1 } }, hands });
    text(stage, 0, LINK);
    await stage.run();
    text(stage, 0, `${LINK} again`);
    await stage.run();
    expect(hands.presses).toHaveLength(2);
  });

  it("replies with the word and code that the message asks for", async () => {
    const stage = scene({ count: 1, habits: { ...EAGER_HABITS, replies: 1 } });
    const heard: string[] = [];
    stage.world.carrier("main").listen((inbound) => heard.push(`${inbound.to} ${inbound.text}`));
    text(stage, 0, `Répondez OK 47 ou ${LINK}`);
    await stage.run();
    expect(heard).toEqual(["36000 OK 47"]);
  });

  it("presses a link that contains the same letters, and does not reply", async () => {
    const hands = handyHands();
    const stage = scene({ count: 1, habits: { ...EAGER_HABITS, replies: 1 }, hands });
    text(stage, 0, "Confirmez : https://notify.example.org/a/OK-8Li2 merci");
    await stage.run();
    expect(hands.presses).toHaveLength(1);
  });

  it("replies STOP to the sender, which closes the carrier but not the mailbox", async () => {
    const hands = handyHands();
    const stage = scene({ count: 1, habits: { ...EAGER_HABITS, stop: 1 }, hands });
    text(stage, 0, LINK);
    await stage.run();
    stage.world.mailHost("smtp").submit({ address: "p0@example.org", letter: { text: LINK } });
    await stage.run();
    expect(stage.world.carrier("main").knock(phoneOf(0))).toMatchObject({ why: "opted-out" });
    expect(hands.presses).toMatchObject([{ channel: "email" }]);
  });

  it("answers `wrong-person` for a contact that belongs to another person, always the same contacts", async () => {
    const hands = handyHands();
    const stage = scene({ count: 1, habits: { ...EAGER_HABITS, wrongPerson: 1 }, hands });
    text(stage, 0, LINK);
    await stage.run();
    text(stage, 0, `${LINK} again`);
    await stage.run();
    expect(hands.presses.map(({ answer }) => answer)).toEqual(["wrong-person"]);
  });

  it("tries again later if the page fails, three times at most", async () => {
    let presses = 0;
    const press = () => {
      presses++;
      return Promise.resolve({ ok: false, again: true });
    };
    const stage = scene({ count: 1, habits: EAGER_HABITS, hands: { press } });
    text(stage, 0, LINK);
    await stage.run();
    expect(presses).toBe(3);
    expect(stage.world.report().acted).toBe(0);
  });

  it("never acts if silent, although messages are delivered and read", async () => {
    const hands = handyHands();
    const stage = scene({ habits: EAGER_HABITS, hands });
    const contacts = [{ channel: "sms", address: phoneOf(7) }] as const;
    stage.world.add([{ key: "you", contacts, persona: "silent" }]);
    text(stage, 7, LINK);
    await stage.run();
    expect(hands.presses).toEqual([]);
    expect(stage.world.report()).toMatchObject({ people: 1, reached: 1, informed: 1, acted: 0 });
  });

  it("counts failing actions without an answer instead of throwing", async () => {
    const press = () => Promise.reject(new Error("the browser crashed"));
    const stage = scene({ count: 1, habits: EAGER_HABITS, hands: { press } });
    text(stage, 0, LINK);
    await stage.run();
    expect(stage.world.report()).toMatchObject({ failures: 1, acted: 0 });
  });

  it("has mail opened by a scanner that follows links and presses nothing", async () => {
    const visits: string[] = [];
    const visit = ({ method, url }: { method: string; url: string }) => visits.push(`${method} ${url}`);
    const stage = scene({ count: 1, habits: { never: 1 }, hands: { visit } });
    stage.world.mailHost("smtp", { scanners: 1 }).submit({ address: "P0@example.org", letter: { text: LINK } });
    await stage.run();
    expect(visits).toEqual([`HEAD ${LINK}`, `GET ${LINK}`]);
  });

  it("has forms filled in only by the scanners that do so", async () => {
    const visits: string[] = [];
    const visit = ({ method }: { method: string }) => visits.push(method);
    const stage = scene({ count: 1, habits: { never: 1 }, hands: { visit } });
    const bots = stage.world.mailHost("bots", { scanners: 1, formFillers: 1 });
    bots.submit({ address: "P0@example.org", letter: { text: LINK } });
    await stage.run();
    expect(visits).toEqual(["FORMS"]);
  });

  it("wakes the device of a push message, which reports arrival and reading itself", async () => {
    const stage = scene({ count: 1, habits: EAGER_HABITS });
    const kinds: string[] = [];
    stage.world.pushService("web", { receipts: 1 }).submit({
      address: "https://push.example.org/push/0",
      letter: { text: "hello" },
      onReport: ({ kind, quality }) => kinds.push(`${kind} by ${quality}`),
    });
    await stage.run();
    expect(kinds).toEqual(["delivered by device", "engaged by human"]);
  });
});
