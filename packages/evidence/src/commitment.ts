import { hash } from "node:crypto";

/**
 * Says nothing about `details` to whoever lacks the salt, and fits nothing else: SHA-256 over the salt's hex, what it is
 * about, a line feed and the details. `about` keeps equal details of one person apart.
 *
 * @param salt 16 random bytes of one person in hex, erased with the person
 */
export function commitment(salt: string, about: string, details: string): string {
  return hash("sha256", `${salt}${about}\n${details}`, "base64url");
}
