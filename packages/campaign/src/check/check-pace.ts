import type { Rule } from "./check-context.ts";

/** As many messages settle whether a quarter is lost; fewer say nothing. */
const LEAST_PILOT = 200;

/** A first wave is for the watch, and the watch needs messages to see anything. */
export const checkPace: Rule = ({ draft, warning }) => {
  const { pace } = draft;
  if (pace?.pilot !== undefined && pace.pilot < LEAST_PILOT) {
    warning(
      ["pace", "pilot"],
      `a first wave of ${pace.pilot} people is too small to show a loss: write ${LEAST_PILOT} or more, better 1300`,
    );
  }
  if (pace?.ramp !== undefined && pace.pilot === undefined)
    warning(["pace", "ramp"], "waves follow a first one: write pace.pilot too, or leave ramp out");
};
