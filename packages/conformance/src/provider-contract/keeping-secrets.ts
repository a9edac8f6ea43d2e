import { inspect } from "node:util";
import type { Channel } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type ContractSubject, type FarEndMode, openSubject, type SetUp } from "./contract-subject.ts";
import { thrownBySend } from "./failed-send.ts";

const FAILURES: readonly FarEndMode[] = ["refuse", "throttle", "unavailable", "reset", "reset-mid-answer", "silence"];

/** Errors are logged by somebody, with everything that hangs on them. */
export function secrecyContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FarEndMode) => boolean): void {
  describe("errors", () => {
    it.each(FAILURES.filter(can))("after %s carry no secret, address or text, causes included", async (mode) => {
      await using subject = await openSubject(setUp);
      subject.farEnd.mode(mode);
      expect(leaked(subject, await thrownBySend(subject))).toEqual([]);
    });

    it("of a far end that is not there carry none either", async () => {
      await using subject = await openSubject(setUp);
      await subject.farEnd[Symbol.asyncDispose]();
      expect(leaked(subject, await thrownBySend(subject))).toEqual([]);
    });

    it("of an aborted call carry none either", async () => {
      await using subject = await openSubject(setUp);
      expect(leaked(subject, await thrownBySend(subject, AbortSignal.abort()))).toEqual([]);
    });
  });
}

/** Which of the set-up's secrets an error shows, as a debugger would print it: by number, so that tests keep them too. */
function leaked<C extends Channel>({ secrets = [], message }: ContractSubject<C>, error: unknown): string[] {
  const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null });
  const kept = {
    ...numbered("secret", secrets),
    ...numbered("address", texts(message.to)),
    ...numbered("text", texts(message.content)),
  };
  return Object.keys(kept).filter((name) => formsOf(kept[name] ?? "").some((form) => shown.includes(form)));
}

function numbered(word: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${word} ${index + 1}`, value]));
}

/** Every text of an address or a content that is long enough to tell. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return value.length < 6 ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

function formsOf(value: string): string[] {
  const base64 = Buffer.from(value).toString("base64").replace(/=+$/, "");
  return [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), base64];
}
