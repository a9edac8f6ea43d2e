import type { Rule } from "./check-context.ts";

/** What the file may say already and this version does not act upon. */
export const noteNotYetInEffect: Rule = ({ draft, warning }) => {
  const { pace, watch } = draft;
  if (pace?.pilot !== undefined)
    warning(["pace", "pilot"], "accepted, not yet in effect: there is no first wave");
  if (pace?.rate !== undefined) {
    warning(
      ["pace", "rate"],
      "accepted, not yet in effect: the providers' own limits (perSecond) set the speed",
    );
  }
  if (pace?.ramp !== undefined) warning(["pace", "ramp"], "accepted, not yet in effect: there are no waves");
  if (watch !== undefined) warning(["watch"], "accepted, not yet in effect: losses are not watched for");
};
