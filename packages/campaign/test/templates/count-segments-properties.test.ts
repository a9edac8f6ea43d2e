import fc from "fast-check";
import { SegmentedMessage } from "sms-segments-calculator";
import { expect, it } from "vitest";
import { countSegments } from "../../src/index.ts";

const letters = fc.constantFrom(..."abcdefghijklmnop 0123456789éàè@£ñ\n\r");
const pairs = fc.constantFrom(..."€^{}[]~|\\");
const outside = fc.constantFrom(..."ûçÇœŁ’“–\u00ad₤ı\u200d\u0301क्👍", "👨‍👩‍👧‍👦", "\r\n");

const texts = fc
  .array(fc.oneof({ weight: 60, arbitrary: letters }, { weight: 2, arbitrary: pairs }, outside), {
    maxLength: 400,
    size: "max",
  })
  .map((parts) => parts.join(""));
const plain = fc.array(letters, { minLength: 130, maxLength: 480, size: "max" }).map((all) => all.join(""));

it("counts like the library, whatever the text contains", () => {
  fc.assert(
    fc.property(fc.oneof(texts, plain), (text) => {
      const message = new SegmentedMessage(text);
      const bits = message.encodingName === "GSM-7" ? 7 : 16;
      expect(countSegments(text)).toEqual({
        encoding: text === "" ? "GSM-7" : message.encodingName,
        segments: text === "" ? 0 : message.segmentsCount,
        units: message.messageSize / bits,
        outside: [...new Set(message.getNonGsmCharacters())],
      });
    }),
    { numRuns: 300 },
  );
});
