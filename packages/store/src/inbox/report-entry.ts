import type { ReceiptItem, RecordItem, SignalItem } from "@relance/spec";

/** A receipt or a signal. */
export interface ReportEntry extends Omit<RecordItem, "item"> {
  readonly item: ReceiptItem | SignalItem;
}
