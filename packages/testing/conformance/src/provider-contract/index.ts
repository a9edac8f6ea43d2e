/** The contract that every provider passes. Needs vitest; knows nothing of stores. */
export type {
  ContractFarEnd,
  ContractSubject,
  FarEndMode,
  ReceiptAbout,
  SetUp,
} from "./contract-subject.ts";
export { type ProviderContractOptions, providerContract } from "./provider-contract.ts";
