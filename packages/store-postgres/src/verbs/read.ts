import { type Person, type Store, StoreError } from "@relance/spec";
import type { Reading } from "../reading.ts";

export async function read(
  _reading: Reading,
  _target: Parameters<Store["read"]>[0],
): Promise<Person | undefined> {
  throw new StoreError("store/unavailable", "read is not written yet");
}
