import { describe, expect, it } from "vitest";
import { isSafeTarget } from "../src/index.ts";

describe("credentials may be sent", () => {
  it.each([
    "https://sms.example.org/",
    "http://localhost:8080/",
    "http://127.0.0.1:8080/",
    "http://10.1.2.3/",
    "http://[::1]/",
  ])("to %s", (url) => {
    expect(isSafeTarget(new URL(url))).toBe(true);
  });

  it.each([
    "http://sms.example.org/",
    "http://8.8.8.8/",
    "http://[2606:4700::1111]/",
    "http://10.example.org/",
    "ftp://10.1.2.3/",
    "file:///etc/hosts",
  ])("never to %s", (url) => {
    expect(isSafeTarget(new URL(url))).toBe(false);
  });
});
