import { readFile } from "node:fs/promises";
import type { SignaturePurpose } from "@relance/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secretSigner } from "../src/secret-signer.ts";

const PURPOSES: readonly SignaturePurpose[] = ["acknowledge", "opt-out", "callback", "bounce"];
const signer = secretSigner(["the only secret"]);

describe("a signature", () => {
  it("has 96 bits in characters that are safe in every URL", () => {
    fc.assert(fc.property(fc.string(), (id) => /^[\w-]{16}$/.test(signer.sign("acknowledge", id))));
  });

  it("is valid only for its id and purpose", () => {
    for (const made of PURPOSES) {
      const signature = signer.sign(made, "7");
      const good = PURPOSES.filter((purpose) => signer.verify(purpose, "7", signature));
      expect(good).toEqual([made]);
      expect(signer.verify(made, "8", signature)).toBe(false);
    }
  });

  it("is valid with every listed secret, and created with the newest", () => {
    const [before, after] = [secretSigner(["old"]), secretSigner(["new", "old"])];
    expect(after.verify("acknowledge", "7", before.sign("acknowledge", "7"))).toBe(true);
    expect(before.verify("acknowledge", "7", after.sign("acknowledge", "7"))).toBe(false);
    expect(secretSigner(["new"]).verify("acknowledge", "7", after.sign("acknowledge", "7"))).toBe(true);
    expect(secretSigner(["new"]).verify("acknowledge", "7", before.sign("acknowledge", "7"))).toBe(false);
  });

  it.each(["", "a", "é".repeat(16), "\0".repeat(16), "\ud800".repeat(16), "a".repeat(1_000_000)])(
    "that is invalid returns false instead of an error",
    (signature) => {
      expect(signer.verify("acknowledge", "7", signature)).toBe(false);
    },
  );

  it("is compared in constant time, with all secrets", async () => {
    const source = await readFile(new URL("../src/secret-signer.ts", import.meta.url), "utf8");
    const verify = source.slice(source.indexOf("verify:"), source.indexOf("digests:"));
    expect(verify).toContain("timingSafeEqual(given, expected)");
    expect(verify).not.toMatch(/signature ===|=== signature|break;|return true/);
  });
});

describe("the hash of a contact", () => {
  const STOP = "sms|+33639980001";

  it("stays the same after a new secret is added in front", () => {
    expect(secretSigner(["new", "old"]).digests(STOP)).toEqual(secretSigner(["old"]).digests(STOP));
    expect(secretSigner(["newer", "new", "old"]).digests(STOP)).toEqual(secretSigner(["old"]).digests(STOP));
  });

  it("stays the same after the oldest secret is retired, if that secret is named for the index", () => {
    expect(secretSigner(["new"], ["old"]).digests(STOP)).toEqual(secretSigner(["old"]).digests(STOP));
  });

  it("does not reveal the contact, and differs between stores", () => {
    expect(signer.digests(STOP)).toEqual([expect.stringMatching(/^[\w-]{16}$/)]);
    expect(signer.digests(STOP)).not.toEqual(secretSigner(["another"]).digests(STOP));
  });
});
