import { ProviderError } from "@relance/spec";
import type { Refusal } from "../world/submission.ts";

/** A courier's no in the words of the dispatcher: nothing was sent, and what to do next. */
export function refusalError(provider: string, refusal: Refusal): ProviderError {
  if (refusal.why === "throttled") {
    const { retryAfterMs } = refusal;
    return new ProviderError("provider/rate-limited", "too many messages", {
      provider,
      disposition: "retry",
      retryAfterMs,
    });
  }
  if (refusal.why === "unavailable") {
    return new ProviderError("provider/unavailable", "closed for now", { provider, disposition: "reroute" });
  }
  const code = refusal.why === "opted-out" ? "provider/opted-out" : "provider/bad-recipient";
  return new ProviderError(code, refusal.why, { provider, disposition: "reject", vendorCode: refusal.why });
}
