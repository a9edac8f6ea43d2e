import { type LiveFlow, sparkline } from "@relance/report";

/** Draws shares of messages with a receipt, one character per half minute. */
export function Spark({ flow }: { readonly flow: LiveFlow }) {
  return (
    <span class="spark" aria-hidden="true">
      {sparkline(flow)}
    </span>
  );
}
