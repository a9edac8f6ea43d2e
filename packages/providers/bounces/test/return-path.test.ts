import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { returnPaths } from "../src/index.ts";

const OLD = "an old secret of thirty-two characters";
const NEW = "a new secret of thirty-two characters!";
const domain = "bounce.example.org";
const to = "ada@example.org";
const paths = returnPaths({ domain, secrets: [NEW] });
const attempts = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map((number) => number.toString(36));

describe("a return path", () => {
  it("contains its attempt, has at most 64 characters, and survives changes of case", () => {
    fc.assert(
      fc.property(attempts, fc.emailAddress(), (attemptId, address) => {
        const path = paths.write(attemptId, address);
        expect(path.slice(0, path.indexOf("@")).length).toBeLessThanOrEqual(64);
        expect(path).toBe(path.toLowerCase());
        expect(paths.read(path.toUpperCase())?.attemptId).toBe(attemptId);
        expect(paths.read(path)?.isTo(address.toUpperCase())).toBe(true);
      }),
    );
  });

  it("has the form of mail servers, whatever the spelling of domain and address", () => {
    const path = returnPaths({ domain: "Bücher.Example", secrets: [NEW] }).write("k3", "ada@Bücher.example");
    expect(path).toMatch(/@xn--bcher-kva\.example$/);
    const found = returnPaths({ domain: "bücher.example", secrets: [NEW] }).read(path);
    expect(found?.isTo("ADA@xn--bcher-kva.example")).toBe(true);
  });

  it("is invalid after a change of any character", () => {
    const path = paths.write("k3", to);
    const end = path.indexOf("@");
    for (let place = "bounces+".length; place < end; place += 1) {
      const other = path[place] === "a" ? "b" : "a";
      const forged = `${path.slice(0, place)}${other}${path.slice(place + 1)}`;
      expect(paths.read(forged), forged).toBeUndefined();
    }
  });

  it("is invalid for another attempt, domain, mailbox or secret", () => {
    const path = paths.write("k3", to);
    expect(paths.read(path.replace("+k3-", "+k4-"))).toBeUndefined();
    expect(paths.read(path.replace(domain, "bounce.example.net"))).toBeUndefined();
    expect(returnPaths({ domain: "other.example", secrets: [NEW] }).read(path)).toBeUndefined();
    expect(returnPaths({ domain, mailbox: "back", secrets: [NEW] }).read(path)).toBeUndefined();
    expect(returnPaths({ domain, secrets: [OLD] }).read(path)).toBeUndefined();
  });

  it("distinguishes the recipient's address from any other", () => {
    const path = paths.read(paths.write("k3", to));
    expect(path?.isTo("Ada@Example.org")).toBe(true);
    expect(path?.isTo("bob@example.org")).toBe(false);
    expect(paths.write("k3", to)).not.toContain("ada");
  });

  it("is accepted with both secrets during a rotation", () => {
    const before = returnPaths({ domain, secrets: [OLD] }).write("k3", to);
    const rotating = returnPaths({ domain, secrets: [NEW, OLD] });
    expect(rotating.read(before)?.attemptId).toBe("k3");
    expect(rotating.read(before)?.isTo(to)).toBe(true);
    expect(rotating.write("k3", to)).toBe(paths.write("k3", to));
  });

  it("is invalid in any other form", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        expect(paths.read(text)).toBeUndefined();
        expect(paths.read(`bounces+${text}@${domain}`)).toBeUndefined();
      }),
    );
  });

  it("is found anywhere in a mail, among forged ones", () => {
    const path = paths.write("k3", to);
    const forged = path.replace("+k3-", "+k4-");
    const mail = `To: ${forged}\r\n\r\nOriginal-Mail-From: <${path.toUpperCase()}>\r\n`;
    expect(paths.find(Buffer.from(mail))?.attemptId).toBe("k3");
    expect(paths.find(Buffer.from(`To: ${forged}\r\n`.repeat(4_000)))).toBeUndefined();
    expect(paths.find(Buffer.from("bounces+".repeat(30_000)))).toBeUndefined();
  });
});
