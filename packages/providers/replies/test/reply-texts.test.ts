import { describe, expect, it } from "vitest";
import { fillText, replyTexts } from "../src/reply-texts.ts";

/** The basic set and extension table of 3GPP TS 23.038, without characters that our texts never use. */
const GSM = /^[\n !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z£¥èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüàΔΦΓΛΩΠΨΣΘΞ¤¡§¿€[\\\]^{|}~]*$/;

describe("the texts of answers", () => {
  it.each(["en", "fr"])("in %s fit into the SMS alphabet, and are short", (locale) => {
    const texts = replyTexts(locale);
    for (const text of Object.values(texts)) {
      expect(text).toMatch(GSM);
      expect(text.length).toBeLessThan(100);
    }
    expect(Object.keys(texts)).toEqual(Object.keys(replyTexts("en")));
  });

  it("are in the recipient's language, or in English", () => {
    expect(replyTexts("fr-CA").or).toBe(" ou ");
    expect(replyTexts("fr_FR").or).toBe(" ou ");
    expect(replyTexts("de").or).toBe(" or ");
    expect(replyTexts(undefined).or).toBe(" or ");
  });

  it("can be replaced by language, one by one", () => {
    const override = { fr: { or: " sinon " }, "fr-CA": { how: "{ways} !" }, de: { or: " oder " } };
    expect(replyTexts("fr-CA", override)).toMatchObject({ or: " sinon ", how: "{ways} !" });
    expect(replyTexts("de-AT", override)).toMatchObject({ or: " oder ", how: replyTexts("en").how });
  });

  it("contain inserted values unchanged, and no space for an empty value", () => {
    expect(fillText("{subject}. {how}", { subject: "$& {how} $1", how: "" })).toBe("$& {how} $1.");
    expect(fillText("{unknown} {how}", { how: "now" })).toBe("{unknown} now");
  });

  it("have no full stop after a subject that is a question", () => {
    const { unclear, help } = replyTexts("en");
    const values = { subject: "Will you come on Friday?", how: "To confirm, reply OK" };
    expect(fillText(help, values)).toBe("Will you come on Friday? To confirm, reply OK");
    expect(fillText(unclear, values)).toContain("nothing: Will you come on Friday? Reply STOP");
    expect(fillText(help, { ...values, subject: "Renew it" })).toBe("Renew it. To confirm, reply OK");
  });
});
