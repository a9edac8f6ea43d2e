import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLinks, optOutTarget } from "../src/base/links.ts";
import { hmacSigner } from "./support/hmac-signer.ts";

const PUBLIC = "https://notify.example.org/relance";
const signer = hmacSigner("the secret");
const links = createLinks(signer, PUBLIC);
const DIGEST = "abcdefgh01234560";
const tokenOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);

describe("a link in a message", () => {
  it("leads to the public URL and names its enrollment", () => {
    const url = links.acknowledge(4_711);
    expect(url.startsWith(`${PUBLIC}/a/`)).toBe(true);
    expect(links.acknowledgement(tokenOf(url))).toEqual({ enrollment: 4_711, contact: undefined });
  });

  it("is short, and safe in every URL, for every recipient", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.string(), (enrollment, address) => {
        const [digest] = signer.digests(address);
        const token = tokenOf(links.acknowledge(enrollment, digest));
        expect(token).toMatch(/^[\w-]{21,31}$/);
        expect(links.acknowledgement(token)).toEqual({ enrollment, contact: digest.slice(0, 3) });
      }),
    );
  });

  it("accepts a public URL with or without a final slash", () => {
    expect(createLinks(signer, `${PUBLIC}//`).acknowledge(1)).toBe(links.acknowledge(1));
  });

  it("stays valid after a new secret is added in front, until its own secret is removed", () => {
    const token = tokenOf(links.acknowledge(7));
    const rotated = createLinks(hmacSigner("a new secret", "the secret"), PUBLIC);
    const replaced = createLinks(hmacSigner("a new secret"), PUBLIC);
    expect(rotated.acknowledgement(token)?.enrollment).toBe(7);
    expect(replaced.acknowledgement(token)).toBeUndefined();
    expect(tokenOf(rotated.acknowledge(7))).not.toBe(token);
  });

  it.each([
    { wrong: "nothing", token: "" },
    { wrong: "a signature without a person", token: tokenOf(links.acknowledge(7)).slice(0, 16) },
    { wrong: "a truncated token", token: tokenOf(links.acknowledge(4_711)).slice(0, -1) },
    { wrong: "another person's number", token: `${tokenOf(links.acknowledge(7)).slice(0, 16)}8` },
    { wrong: "a number written otherwise", token: `${tokenOf(links.acknowledge(7)).slice(0, 16)}07` },
    {
      wrong: "another contact",
      token: tokenOf(links.acknowledge(7, "abc0")).replace("-abc", "-abd"),
    },
    { wrong: "its contact cut off", token: tokenOf(links.acknowledge(7, "abc0")).slice(0, -4) },
    { wrong: "a contact put on", token: `${tokenOf(links.acknowledge(7))}-abc` },
    { wrong: "capital letters", token: tokenOf(links.acknowledge(40)).toUpperCase() },
    { wrong: "another kind of link", token: tokenOf(links.optOut(7, "sms", [DIGEST])) },
    { wrong: "its signature under another purpose", token: `${signer.sign("opt-out", "7")}7` },
    { wrong: "a foreign secret", token: tokenOf(createLinks(hmacSigner("theirs"), PUBLIC).acknowledge(7)) },
    { wrong: "a megabyte", token: "7".repeat(1_000_000) },
    { wrong: "characters of several bytes", token: "é".repeat(16).concat("7") },
    { wrong: "half a surrogate pair", token: "\ud800".repeat(17) },
    { wrong: "NUL", token: "\0".repeat(17) },
  ])("is invalid with $wrong", ({ token }) => {
    expect(links.acknowledgement(token)).toBeUndefined();
  });

  it("is invalid, whatever is guessed", () => {
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (token) => links.acknowledgement(token) === undefined));
  });

  it("cannot be created without a public URL", () => {
    const nowhere = createLinks(signer, undefined);
    expect(() => nowhere.acknowledge(1)).toThrow(expect.objectContaining({ code: "message/missing-variable" }));
    expect(() => nowhere.optOut(1, "sms", [DIGEST])).toThrow(
      expect.objectContaining({ code: "message/missing-variable" }),
    );
    expect(nowhere.callback("sms.main", "a1")).toBeUndefined();
  });
});

describe("an opt-out link", () => {
  it("names the contact that got the message", () => {
    const digests = signer.digests("email|a@example.org");
    const token = tokenOf(links.optOut(4_711, "email", digests));
    expect(optOutTarget(signer, token)).toEqual({ enrollment: 4_711, channel: "email", digests });
    expect(token).toMatch(/^[\w.~-]{8,200}$/);
  });

  it.each([
    { wrong: "another contact", token: tokenOf(links.optOut(7, "email", [DIGEST])).replace(/0$/, "1") },
    { wrong: "another channel", token: tokenOf(links.optOut(7, "email", [DIGEST])).replace("email", "sms") },
    { wrong: "an acknowledgement link", token: tokenOf(links.acknowledge(7)) },
    {
      wrong: "a channel that does not exist",
      token: `${signer.sign("opt-out", `7~fax~${DIGEST}`)}7~fax~${DIGEST}`,
    },
    { wrong: "a megabyte", token: "7".repeat(1_000_000) },
    { wrong: "nothing", token: "" },
  ])("is invalid with $wrong", ({ token }) => {
    expect(optOutTarget(signer, token)).toBeUndefined();
  });
});

describe("a callback URL", () => {
  const url = new URL(links.callback("sms.main", "a1") ?? "");
  const signature = url.searchParams.get("s") ?? "";

  it("contains the attempt and our signature, valid for this provider and attempt only", () => {
    expect(url.pathname).toBe("/relance/receipts/sms.main");
    expect(url.searchParams.get("a")).toBe("a1");
    expect(links.verifyCallback("sms.main", "a1", signature)).toBe(true);
    expect(links.verifyCallback("sms.second", "a1", signature)).toBe(false);
    expect(links.verifyCallback("sms.main", "a2", signature)).toBe(false);
    expect(links.verifyCallback("sms.main", "a1", "")).toBe(false);
    expect(links.verifyCallback("sms.main", "a1", `${signature}=`)).toBe(false);
  });
});
