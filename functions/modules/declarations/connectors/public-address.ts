import { BlockList, isIP } from "node:net";

/** IPv4 that is not of the public Internet (IANA special-purpose registry), multicast and reserved included. */
const inner4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const;

/** IPv6 that is: global unicast, and IPv4 behind a translator (RFC 6052); `inner6` is taken out of it. */
const outer6 = [
  ["2000::", 3],
  ["64:ff9b::", 96],
] as const;
const inner6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["3fff::", 20],
] as const;

const hex = (address: string) =>
  address
    .split(".")
    .map((byte) => Number(byte).toString(16).padStart(2, "0"))
    .join("")
    .replace(/^(.{4})/, "$1:");

const refused = new BlockList();
const outer = new BlockList();
for (const [address, bits] of inner4) {
  refused.addSubnet(address, bits, "ipv4");
  // The same network behind NAT64 (RFC 6052) and 6to4 (RFC 3056).
  refused.addSubnet(`64:ff9b::${address}`, 96 + bits, "ipv6");
  refused.addSubnet(`2002:${hex(address)}::`, 16 + bits, "ipv6");
}
for (const [address, bits] of inner6) refused.addSubnet(address, bits, "ipv6");
for (const [address, bits] of outer6) outer.addSubnet(address, bits, "ipv6");

/** Whether an address is one of the public Internet (declarations.md §11); false for what is no address. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, "ipv4");
  // A zone (« %eth0 ») is of a link, never of the Internet.
  if (family !== 6 || address.includes("%")) return false;
  return outer.check(address, "ipv6") && !refused.check(address, "ipv6");
};
