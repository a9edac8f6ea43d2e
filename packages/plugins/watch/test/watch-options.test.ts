import { describe, expect, it } from "vitest";
import { watch } from "../src/index.ts";

describe("the options of the watch", () => {
  it.each([
    [{ usual: { "sms.main": { median: "6 seconds" } } }, 'plugins.watch.usual["sms.main"].median', "write a duration"],
    [{ usual: { "sms.main": { median: "0s" } } }, 'plugins.watch.usual["sms.main"].median', "write a duration"],
    [{ usual: { "sms.main": { median: 6_000 } } }, 'plugins.watch.usual["sms.main"].median', "write a duration"],
    [{ usual: { "sms.main": { medain: "6s" } } }, 'plugins.watch.usual["sms.main"].medain', "did you mean median?"],
    [{ usuals: {} }, "plugins.watch.usuals", "did you mean usual?"],
  ])("refuse %j", (given, path, advice) => {
    const problem = expect.objectContaining({ path, advice: expect.stringContaining(advice) });
    expect(() => watch(given as never)).toThrow(
      expect.objectContaining({ code: "config/invalid", problems: expect.arrayContaining([problem]) }),
    );
  });

  it("accept a median, and need none", () => {
    expect(watch({ usual: { "sms.main": { median: "6s" } } }).name).toBe("watch");
    expect(watch().name).toBe("watch");
  });
});
