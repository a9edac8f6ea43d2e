export type {
  ContractFakeVendor,
  ContractSubject,
  FakeVendorMode,
  ReceiptAbout,
  SetUp,
} from "./contract-subject.ts";
export { type ProviderContractOptions, providerContract } from "./provider-contract.ts";
