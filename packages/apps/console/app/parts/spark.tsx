const SIGNS = "▁▂▃▄▅▆▇█";

/** Draws shares of messages with a receipt, one character per half minute; a dot means no messages. */
export function Spark({
  accepted,
  received,
  hasReceipts,
}: {
  readonly accepted: readonly number[];
  readonly received: readonly number[];
  readonly hasReceipts: boolean;
}) {
  const most = Math.max(1, ...accepted);
  const signs = accepted.map((taken, cell) => {
    if (taken === 0) return "·";
    const value = hasReceipts ? (received[cell] ?? 0) / taken : taken / most;
    return SIGNS[Math.round(Math.min(1, value) * (SIGNS.length - 1))];
  });
  return (
    <span class="spark" aria-hidden="true">
      {signs.join("")}
    </span>
  );
}
