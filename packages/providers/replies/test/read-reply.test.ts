import type { ReplyItem } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { readReply } from "../src/read-reply.ts";

const read = (text: string, optOut?: ReplyItem["optOut"]) =>
  readReply({ type: "reply", from: "+33639980001", text, optOut }, "digest");

describe("a reply", () => {
  it.each([
    { text: "ok", word: "OK" },
    { text: "  Ok! ", word: "OK" },
    { text: "D\u00e9j\u00e0", word: "DEJA" },
    { text: "de\u0301ja\u0300.", word: "DEJA" },
    { text: "ОК", word: "ОК" },
    { text: "ＯＫ", word: "OK" },
    { text: "\u200bOK 👍🏽", word: "OK" },
    { text: "OK\ufffd", word: "OK" },
    { text: "👍", word: "" },
    { text: "", word: "" },
  ])("with one word is that word: $text", ({ text, word }) => {
    expect(read(text)).toEqual({ digest: "digest", optOut: undefined, word, code: undefined });
  });

  it.each([
    { text: "OK 47", code: "47" },
    { text: "ok-47", code: "47" },
    { text: "ok #47", code: "47" },
    { text: "ok47", code: "47" },
    { text: "ＯＫ　４７", code: "47" },
    { text: "OK 4️⃣7️⃣", code: "47" },
    { text: "ok 1234567", code: undefined },
    { text: "ok 4a", code: undefined },
  ])("may name one of several enrollments by its code: $text", ({ text, code }) => {
    expect(read(text)).toMatchObject({ word: code === undefined ? "" : "OK", code });
  });

  it.each([
    "I will do it tomorrow",
    "ok thanks",
    "ok 47 thanks",
    "cancel my visit",
    "the bus does not stop here",
    "yes please",
  ])("with several words has no automatic meaning: %s", (text) => {
    expect(read(text)).toMatchObject({ word: "", optOut: undefined, code: undefined });
  });

  it.each([
    ..."STOP stop Stop. ARRET arr\u00eat UNSUBSCRIBE StopAll ＳＴＯＰ".split(" "),
    ..."CANCEL END QUIT ARRETER arr\u00eater REVOKE OPTOUT".split(" "),
    ...["STOP svp", "stop it please", "Arr\u00eat !! merci", "STOP STOP STOP", "\ud83d\uded1 stop"],
    ...["STOP 47", "stop au 36180", "STOP ALL", "stop47", "S.T.O.P", "stoptexting me", "OPT-OUT"],
    ...["ok mais arrêtez vos sms", "OK. Stop texting me", "STOP\n\nSent from my iPhone", "STOP\n> Reply OK to confirm"],
  ])("with a carrier's word is an opt-out: %s", (text) => {
    expect(read(text).optOut).toBe("stop");
  });

  it.each([
    ["start", "START UNSTOP yes reprendre commencer réactiver Anmelden starten alta iniciar"],
    ["start", "riattiva inizia iscrivi aanmelden hervat voltar starta"],
    ["help", "HELP info aide"],
  ])("with a word that carriers also use is a %s, never an answer", (optOut, words) => {
    for (const word of words.split(" ")) expect(read(word).optOut).toBe(optOut);
  });

  it.each([
    ...["dont send the mail", "stop the mail", "remove this email", "sorry delete that text", "no contact number"],
    ...["I don't want to text about it", "stop here please", "delete it", "dont send it", "i dont want to text"],
    ...["delete that number", "remove the number", "delete my account", "messages deleted", "stop the emails please"],
    ...["arr\u00eatez le message", "supprimez ce message", "nachricht l\u00f6schen", "bitte die mail nicht senden"],
    ...[
      "borra ese mensaje",
      "cancella il messaggio",
      "verwijder dat bericht",
      "apaga essa mensagem",
      "arr\u00eatez-vous ici",
    ],
    ...[
      "je ne re\u00e7ois plus vos messages",
      "non ricevo pi\u00f9 messaggi",
      "ik ontvang geen berichten",
      "no recibo mensajes",
    ],
  ])("about one message, number or place suppresses no phone: %s", (text) => {
    expect(read(text).optOut).not.toBe("stop");
  });

  it.each([
    ...["stop texting me", "no more texts", "remove my number", "take me off your list", "stop these messages"],
    ...["don't text me anymore", "unsubscribe me", "leave me alone", "I don't want your texts", "please stop it"],
    ...[
      "arr\u00eatez les messages",
      "ne m'\u00e9crivez plus",
      "keine sms mehr",
      "schreib mir nicht mehr",
      "no me escriban m\u00e1s",
    ],
    ...[
      "basta messaggi",
      "non scrivetemi pi\u00f9",
      "stuur me geen berichten meer",
      "n\u00e3o me mande mais mensagens",
    ],
  ])("that asks for no more messages is an opt-out: %s", (text) => {
    expect(read(text).optOut).toBe("stop");
  });

  it.each([1_900, 3_000, 9_000, 20_000])(
    "with %i characters and more is possibly an opt-out if it ends with a refusal",
    (length) => {
      const story = "we were at the market and then we took the bus home and had dinner. ";
      expect(read(`${story.repeat(length / story.length)}please stop texting me`).optOut).toBe("doubtful");
      expect(read(`please stop texting me. ${story.repeat(length / story.length)}`).optOut).toBe("doubtful");
      if (length < 10_000) expect(read(story.repeat(length / story.length)).optOut).toBeUndefined();
    },
  );

  it("with a word, many spaces and a refusal is no answer", () => {
    expect(read(`OK${" ".repeat(3_000)}stop texting me`)).toMatchObject({ word: "", optOut: "doubtful" });
  });

  it.each(["stop 47 rue de la Gare", "stp", "how do I unsubscribe?", "only text me after six"])(
    "that may be an opt-out is doubtful: %s",
    (text) => {
      expect(read(text)).toMatchObject({ word: text === "stp" ? "STP" : "", optOut: "doubtful" });
    },
  );

  it("has the meaning that the provider reported, whatever its text", () => {
    expect(read("laisse-moi", "stop").optOut).toBe("stop");
    expect(read("START").optOut).toBe("start");
    expect(read("aide").optOut).toBe("help");
  });

  it("of a megabyte is parsed quickly", () => {
    const before = performance.now();
    expect(read("a ".repeat(500_000)).word).toBe("");
    expect(read("\u0301".repeat(1_000_000)).word).toBe("");
    expect(performance.now() - before).toBeLessThan(500);
  });
});
