import { describe, expect, it } from "vitest";
import { isPrivateAddress } from "../src/index.ts";

describe("a private address", () => {
  it.each([
    ["private", "10.0.0.1"],
    ["private", "172.16.3.4"],
    ["private", "192.168.1.1"],
    ["loopback", "127.0.0.1"],
    ["link-local, where clouds keep credentials", "169.254.169.254"],
    ["carrier-grade NAT", "100.64.1.1"],
    ["unspecified", "0.0.0.0"],
    ["benchmarking", "198.18.0.1"],
    ["documentation", "192.0.2.1"],
    ["multicast", "224.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["loopback", "::1"],
    ["unspecified", "::"],
    ["unique-local", "fd00:ec2::254"],
    ["link-local", "fe80::1"],
    ["link-local with a zone", "fe80::1%eth0"],
    ["mapped loopback", "::ffff:127.0.0.1"],
    ["IPv4-compatible loopback", "::7f00:1"],
    ["NAT64 of loopback", "64:ff9b::7f00:1"],
    ["6to4 of loopback", "2002:7f00:1::"],
    ["teredo", "2001::1"],
    ["documentation", "2001:db8::1"],
    ["multicast", "ff02::1"],
    ["not an address", "example.com"],
  ])("is %s: %s", (_, address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(["8.8.8.8", "2606:4700::1111", "[2606:4700::1111]", "::ffff:8.8.8.8", "64:ff9b::808:808"])(
    "is not %s",
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );
});
