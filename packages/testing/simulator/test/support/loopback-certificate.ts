import { generate } from "selfsigned";
import type { TlsIdentity } from "../../src/index.ts";

export async function loopbackCertificate(): Promise<TlsIdentity> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  return { key, cert };
}
