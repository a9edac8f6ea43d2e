import { readFileSync } from "node:fs";
import fc from "fast-check";
import twilioPackage from "twilio";
import { describe, expect, it } from "vitest";
import { twilioSignature } from "../../src/index.ts";
import { connectionOverrides } from "../../src/outside/twilio/status-reporter.ts";

const file = new URL("../fixtures/twilio-signature.json", import.meta.url);
const vector = JSON.parse(readFileSync(file, "utf8"));

describe("Twilio's signature", () => {
  it("equals the published one for the published request", () => {
    expect(twilioSignature(vector.token, vector.url, vector.params)).toBe(vector.signature);
  });

  it("covers a JSON body by its hash in the query", () => {
    const url = `${vector.url}&bodySHA256=${vector.bodySHA256}`;
    expect(twilioSignature(vector.token, url)).toBe(vector.urlWithHashSignature);
  });

  it("is accepted by the twilio package for any text of a recipient", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.webUrl({ withQueryParameters: true }), (text, url) => {
        const parameters = { Body: text, From: "+33639980001" };
        const signature = twilioSignature("token", url, parameters);
        expect(twilioPackage.validateRequest("token", signature, url, parameters)).toBe(true);
        expect(twilioPackage.validateRequest("other", signature, url, parameters)).toBe(false);
      }),
    );
  });
});

describe("connection overrides", () => {
  it("are parsed from the fragment, within Twilio's limits", () => {
    expect(connectionOverrides("http://x/#rc=9&rp=4xx,rt&rt=50&tt=99999")).toEqual({
      retries: 5,
      policies: ["rt", "4xx"],
      answerMs: 100,
      totalMs: 15_000,
    });
  });

  it("have Twilio's defaults: one repetition, only without a connection", () => {
    expect(connectionOverrides("http://x/")).toMatchObject({
      retries: 1,
      policies: ["ct"],
      answerMs: 15_000,
    });
  });
});
