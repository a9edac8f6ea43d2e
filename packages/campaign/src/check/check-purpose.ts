import type { Rule } from "./check-context.ts";

/** Marketing needs consent, quiet hours and opt-out texts that version 1 does not keep. */
export const checkPurpose: Rule = ({ draft, problem }) => {
  if (draft.purpose !== "marketing") return;
  problem(
    ["purpose"],
    "marketing needs consent, quiet hours and an opt-out in each message, which relance does not keep yet: " +
      "send service messages only, with purpose: service",
  );
};
